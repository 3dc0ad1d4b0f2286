//! What other programs found, and which of it lies in a module.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::diag::{Finding, Label};
use crate::error::{Error, Result};
use crate::release::Package;
use crate::release::vet::scanner::{self, Observation};
use crate::release::vet::{Flagged, Origin, Texts};
use crate::store;

/// Largest file of results that is read, in bytes.
const MOST_BYTES: u64 = 64_000_000;

/// What other programs found.
pub(super) struct Outside {
    /// Each with whether it was given to a module.
    found: Vec<(Observation, bool)>,
    /// Where relative paths begin.
    here: Utf8PathBuf,
}

impl Outside {
    /// Reads SARIF files.
    pub(super) fn read(paths: &[Utf8PathBuf]) -> Result<Self> {
        let mut found = Vec::new();
        for path in paths {
            let bytes = store::read_file(path, MOST_BYTES)?;
            let text = String::from_utf8_lossy(&bytes);
            let read = scanner::read(&text).map_err(|reason| {
                Error::usage(format!("{path} {reason}"))
                    .hint("name a file that a scanner wrote in the format SARIF 2.1.0")
            })?;
            found.extend(read.into_iter().map(|observation| (observation, false)));
        }
        let here = Utf8Path::new(".").canonicalize_utf8().unwrap_or_default();
        Ok(Self { found, here })
    }

    /// What lies in a module.
    ///
    /// A scanner that was run in the module's folder names its files from there: that is heeded
    /// when the module is the only one.
    pub(super) fn of(&mut self, package: &Package, alone: bool, texts: &mut Texts) -> Vec<Flagged> {
        let shown = &package.tree.shown;
        let real = shown.canonicalize_utf8().ok();
        let here = self.here.clone();
        let mut flagged = Vec::new();
        for (observation, given) in &mut self.found {
            let path = Utf8PathBuf::from(scanner::path_of(&observation.uri));
            let whole = plain(&here.join(&path));
            let inside = real.as_ref().and_then(|real| whole.strip_prefix(real).ok());
            let inside = inside.or_else(|| path.strip_prefix(shown).ok());
            let from_there =
                || alone.then(|| plain(&path)).filter(|p| package.tree.files.contains_key(p));
            let Some(inner) = inside.map(Utf8Path::to_owned).or_else(from_there) else { continue };
            *given = true;
            flagged.push(flag(observation, package, &inner, texts));
        }
        flagged
    }

    /// How many results lie in no module.
    pub(super) fn left(&self) -> usize {
        self.found.iter().filter(|(_, given)| !given).count()
    }
}

fn flag(
    observation: &Observation,
    package: &Package,
    inner: &Utf8Path,
    texts: &mut Texts,
) -> Flagged {
    let text = package.tree.text(inner.as_str()).unwrap_or_default();
    let span = scanner::span(text, observation.lines);
    let source = texts.id_of(&package.tree.show(inner), text);
    let mut finding = Finding::warning(observation.rule.clone(), observation.message.clone());
    finding.severity = observation.severity;
    let label = format!("found by {}", observation.tool);
    finding.labels.push(Label { source, span, text: label });
    let origin = Origin::Scanner(observation.tool.clone());
    Flagged { origin, subject: observation.subject.clone(), finding }
}

/// A path without `.` and `..`, as far as its text tells.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
