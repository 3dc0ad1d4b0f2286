//! Two versions of a module compared: what changed, and what the next version may be called.
//!
//! Finds the versions and hands them to the judge; decides nothing itself.

mod history;
mod operand;
mod release;
mod unread;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::prove::Proof;
use crate::catalog::Catalog;
use crate::diag::{Label, SourceId, SourceMap, Span};
use crate::error::{Error, ErrorKind, Report, Result};
use crate::release::{Change, Class, Judgement, Package, SUPPORTED_TERRAFORM, Spot, judge};
use crate::store::git::Repository;
use crate::terraform::Constraint;
pub use history::{History, HistoryRequest, Step, history};
use operand::{Finder, Located, at_revision};
use release::releases;

/// What to compare.
#[derive(Debug, Clone, Default)]
pub struct DiffRequest {
    /// The version that callers have: a folder, an archive, a git revision, a module or a release
    /// of the catalog; the folder or module whose last release it is, when no new one is named.
    pub old: String,
    /// The version that they are to get; without it, the old one's folder as it is.
    pub new: Option<String>,
    /// What the old version is called, when it is not to be what it says itself.
    pub old_version: Option<Version>,
    /// What the new version is to be called.
    pub new_version: Option<Version>,
    /// The folder whose git repository revisions are looked up in; the current one by default.
    pub repository: Option<Utf8PathBuf>,
    /// The folder that the catalog was read from; none for the one built in.
    pub catalog_folder: Option<Utf8PathBuf>,
    /// Which of the Terraform versions that callers are taken to have are to count.
    pub terraform: Option<Constraint>,
}

/// Two versions of a module, and what the judge says of them.
#[derive(Debug)]
pub struct Compared {
    /// The version that callers have.
    pub old: Package,
    /// The version that they are to get.
    pub new: Package,
    /// What the judge says.
    pub judgement: Judgement,
    /// What Terraform did with the caller that shows each change, in their order; empty when none
    /// was tried, and `None` for a change that no caller shows.
    pub proofs: Vec<Option<Proof>>,
}

/// Compares two versions of a module; the catalog is read when a word may name a module of it.
///
/// # Errors
/// When a version cannot be found or read, or holds no configuration.
pub fn diff(request: &DiffRequest, catalog: &dyn Fn() -> Result<Catalog>) -> Result<Compared> {
    let supported = supported(request.terraform.as_ref())?;
    let finder = Finder {
        here: request.repository.as_deref().unwrap_or(Utf8Path::new(".")),
        catalog,
        catalog_folder: request.catalog_folder.as_deref(),
    };
    let (old, new) = finder.both(&request.old, request.new.as_deref())?;
    let old = package(old, request.old_version.clone())?;
    let new = package(new, request.new_version.clone())?;
    let judgement = judge(&old, &new, &supported);
    Ok(Compared { old, new, judgement, proofs: Vec::new() })
}

/// Compares two versions of a module that are at hand.
#[must_use]
pub fn compare(old: Package, new: Package) -> Compared {
    let judgement = judge(&old, &new, &SUPPORTED_TERRAFORM);
    Compared { old, new, judgement, proofs: Vec::new() }
}

/// The version of a module that a word names, as those of a comparison are named; a bare git
/// revision is that of the module in `folder`.
///
/// # Errors
/// When it cannot be found or read, or holds no configuration.
pub fn package_of(
    word: &str,
    folder: Option<&Utf8Path>,
    catalog_folder: Option<&Utf8Path>,
    catalog: &dyn Fn() -> Result<Catalog>,
) -> Result<Package> {
    let here = folder.unwrap_or(Utf8Path::new("."));
    let finder = Finder { here, catalog, catalog_folder };
    package(finder.one(word, folder)?, None)
}

/// The last release of the module in a folder, with its tag; none where there is no repository, no
/// release, or no git.
///
/// In a repository of several modules only tags with the module's path or name count: others are
/// releases of something else.
///
/// # Errors
/// When git fails on what is there.
pub fn last_release(folder: &Utf8Path) -> Result<Option<(String, Package)>> {
    let repository = match Repository::around(folder) {
        Ok(Some(repository)) => repository,
        Ok(None) => return Ok(None),
        // Without git nobody can tell, and the folder can be vetted all the same.
        Err(error) if error.kind == ErrorKind::Io => return Ok(None),
        Err(error) => return Err(error),
    };
    let path = repository.prefix.clone();
    let releases = match releases(&repository, &path, true, false) {
        Ok(releases) => releases,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let own = |tag: &str| path.as_str().is_empty() || tag.contains('/');
    let Some(last) = releases.last().filter(|last| own(&last.tag.name)) else { return Ok(None) };
    let tag = last.tag.name.clone();
    let located = at_revision(&repository, &tag, &path)?;
    Ok(Some((tag, Package::read(located.tree, located.version))))
}

/// The Terraform versions that callers are taken to have, as far as `wanted` admits them.
fn supported(wanted: Option<&Constraint>) -> Result<Vec<Version>> {
    let all = SUPPORTED_TERRAFORM.iter();
    let supported: Vec<_> = all.filter(|v| wanted.is_none_or(|w| w.admits(v))).cloned().collect();
    match (supported.is_empty(), wanted) {
        (true, Some(wanted)) => {
            let all: Vec<_> = SUPPORTED_TERRAFORM.iter().map(Version::to_string).collect();
            Err(Error::usage(format!("`{wanted}` admits no Terraform version that is looked at"))
                .hint(format!("those are {}", all.join(", "))))
        }
        _ => Ok(supported),
    }
}

fn package(located: Located, version: Option<Version>) -> Result<Package> {
    let package = Package::read(located.tree, version.or(located.version));
    if package.modules.is_empty() {
        let shown = &package.tree.shown;
        return Err(Error::not_found(format!("there is no Terraform configuration in {shown}"))
            .hint("name the folder of a module; a git revision takes one as REV:PATH"));
    }
    Ok(package)
}

impl Compared {
    /// The changes as findings, with their places on both sides, the new one first: those that keep the new version
    /// from being called what it is are errors, the other breaks are warnings, the rest notes.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut texts = Texts::default();
        let findings = self.judgement.changes.iter().map(|change| {
            let mut finding = crate::diag::Finding::warning(change.lint.id, change.message.clone());
            finding.severity = self.severity(change);
            // The first place is in files that are there now: who reviews a change sees only those.
            match &change.new {
                Some(spot) => finding.labels.push(texts.label(&self.new, spot, "now")),
                None => finding.labels.extend(self.start(change, &mut texts)),
            }
            let old = change.old.as_ref().map(|spot| texts.label(&self.old, spot, "before"));
            finding.labels.extend(old);
            finding.help.extend((!change.callers.is_empty()).then(|| change.callers.clone()));
            finding.waived.clone_from(&change.waived);
            finding
        });
        let findings = findings.collect();
        Report { sources: texts.sources, findings }
    }

    /// The start of the directory's first file, for what is there no more.
    fn start(&self, change: &Change, texts: &mut Texts) -> Option<Label> {
        let module = self.new.modules.get(&change.entry).unwrap_or_else(|| self.new.root());
        let source = texts.id(&module.sources, module.files.first()?.source);
        Some(Label { source, span: Span::default(), text: "now".to_owned() })
    }

    fn severity(&self, change: &Change) -> crate::diag::Severity {
        use crate::diag::Severity;
        let (class, judgement) = (change.class(), &self.judgement);
        let too_much = match (&judgement.old, &judgement.declared) {
            (Some(old), Some(declared)) => !class.bump().is_met(old, declared),
            _ => false,
        };
        match class {
            Class::Denied => Severity::Error,
            _ if too_much => Severity::Error,
            Class::Major | Class::Review => Severity::Warning,
            Class::Minor | Class::Patch => Severity::Note,
        }
    }

    /// Path, line and column of a place of one side, for people.
    #[must_use]
    pub fn place(package: &Package, spot: &Spot) -> Option<String> {
        let module = package.modules.get(&spot.dir)?;
        let source = module.sources.get(spot.place.source);
        let at = module.sources.line_column(spot.place.source, spot.place.span.start);
        Some(format!("{}:{}:{}", source.path, at.line, at.column))
    }
}

/// The texts of both sides under one set of names.
#[derive(Default)]
struct Texts {
    sources: SourceMap,
    known: std::collections::BTreeMap<Utf8PathBuf, SourceId>,
}

impl Texts {
    fn label(&mut self, package: &Package, spot: &Spot, text: &str) -> Label {
        let module = package.modules.get(&spot.dir).unwrap_or_else(|| package.root());
        let source = self.id(&module.sources, spot.place.source);
        Label { source, span: spot.place.span, text: text.to_owned() }
    }

    /// The name here of a text of another source map.
    fn id(&mut self, theirs: &SourceMap, id: SourceId) -> SourceId {
        let source = theirs.get(id);
        let add = || self.sources.add(&source.path, source.text.clone());
        *self.known.entry(source.path.clone()).or_insert_with(add)
    }
}
