//! Whether modules are fit to be released: every rule, what the catalog finds in them, and what
//! other programs found, together.

mod outside;
mod target;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::catalog::Files;
use crate::diag::{Finding, Severity};
use crate::error::{Error, Report, Result};
use crate::release::Package;
use crate::release::vet::{Flagged, Origin, Subject, Texts, vet as run_rules, waive};
use crate::store;
use outside::Outside;
pub use target::{Target, targets};

/// Most findings about HCL or a card that are taken over from what reads them.
const MOST_READ: usize = 200;

/// What to vet, and against what.
#[derive(Debug, Clone, Default)]
pub struct VetRequest {
    /// Names of modules in the catalog, or their folders.
    pub modules: Vec<String>,
    /// Every module of the catalog instead.
    pub all: bool,
    /// The catalog's folder, when one is named.
    pub catalog: Option<Utf8PathBuf>,
    /// The folder of the release before, for one module.
    pub against: Option<Utf8PathBuf>,
    /// What other programs found, as SARIF files.
    pub sarif: Vec<Utf8PathBuf>,
    /// The day, `2027-03-31`, by which waivers are judged.
    pub today: String,
}

/// A module, and what was found in it.
#[derive(Debug)]
pub struct Vetted {
    /// Its name.
    pub name: String,
    /// The version that was vetted.
    pub package: Package,
    /// What was found, in the order of files and places.
    pub report: Report,
}

/// What came of vetting.
#[derive(Debug)]
pub struct Vet {
    /// The modules, in the order in which they were named.
    pub modules: Vec<Vetted>,
    /// How many problems the catalog has that are in none of them; then they were vetted without it.
    pub problems_elsewhere: usize,
    /// How many results of other programs lie in none of them.
    pub results_elsewhere: usize,
}

/// Vets modules.
///
/// # Errors
/// When a module, the release before it or a SARIF file cannot be found or read.
pub fn vet(request: &VetRequest, files: &dyn Fn() -> Result<Files>) -> Result<Vet> {
    let found = targets(request, files)?;
    if request.against.is_some() && found.targets.len() != 1 {
        return Err(Error::usage("--against is for one module")
            .hint("name the module that the folder is an older version of"));
    }
    let previous = match &request.against {
        Some(dir) => Some(Package::read(store::read_folder(dir)?, None)),
        None => None,
    };
    let mut outside = Outside::read(&request.sarif)?;
    let alone = found.targets.len() == 1;
    let mut modules = Vec::new();
    for target in found.targets {
        modules.push(one(target, previous.as_ref(), &mut outside, alone, request));
    }
    let problems_elsewhere = found.problems_elsewhere;
    Ok(Vet { modules, problems_elsewhere, results_elsewhere: outside.left() })
}

fn one(
    target: Target,
    previous: Option<&Package>,
    outside: &mut Outside,
    alone: bool,
    request: &VetRequest,
) -> Vetted {
    let package = Package::read(target.tree, None);
    let mut texts = Texts::default();
    let mut flagged = Vec::new();
    let of_package = package.findings.iter().map(|finding| (finding, &package.sources));
    let modules = package.modules.values();
    let of_hcl = modules.flat_map(|m| m.findings.iter().map(|finding| (finding, &m.sources)));
    let catalog = &target.of_catalog;
    let of_catalog = catalog.findings.iter().map(|finding| (finding, &catalog.sources));
    // Whoever has hundreds of these mends the first, and asks again.
    let read = of_package.chain(of_hcl.take(MOST_READ)).chain(of_catalog.take(MOST_READ));
    for (finding, sources) in read {
        let finding = texts.adopt(finding, sources);
        flagged.push(Flagged { origin: Origin::Reading, subject: String::new(), finding });
    }
    let mut subject = Subject::new(&package, &request.today);
    subject.previous = previous;
    flagged.extend(run_rules(&subject, &mut texts));
    flagged.extend(outside.of(&package, alone, &mut texts));
    waive(&subject, &mut flagged, &mut texts);
    drop(subject);
    let report = report(flagged, texts);
    Vetted { name: target.name, package, report }
}

/// The findings in the order of files and places, each once.
fn report(flagged: Vec<Flagged>, texts: Texts) -> Report {
    let mut findings: Vec<Finding> = Vec::with_capacity(flagged.len());
    let sources = texts.sources;
    let key = |finding: &Finding| {
        let label = finding.labels.first();
        let place = label.map(|label| (sources.get(label.source).path.clone(), label.span));
        (place, finding.rule.to_string(), finding.message.clone())
    };
    let mut known = BTreeMap::new();
    for one in flagged {
        if known.insert(key(&one.finding), ()).is_none() {
            findings.push(one.finding);
        }
    }
    findings.sort_by_cached_key(key);
    Report { sources, findings }
}

impl Vetted {
    /// How many errors, warnings and notes there are, and how many findings are let pass.
    #[must_use]
    pub fn counts(&self) -> [usize; 4] {
        let open = || self.report.findings.iter().filter(|finding| finding.waived.is_none());
        let of = |severity| open().filter(|finding| finding.severity == severity).count();
        let waived = self.report.findings.len() - open().count();
        [of(Severity::Error), of(Severity::Warning), of(Severity::Note), waived]
    }
}
