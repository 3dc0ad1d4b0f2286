//! Whether modules are fit to be released: every rule, what the catalog finds in them, what is
//! tried with real Terraform, and what other programs found, together.

mod outside;
mod target;
pub mod trials;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use semver::Version;

use crate::app::diff;
use crate::catalog::{Catalog, Files};
use crate::diag::{Finding, Severity};
use crate::error::{Error, Report, Result};
use crate::release::vet::{Flagged, Origin, Subject, Texts, vet as run_rules, waive};
use crate::release::{Package, Tree};
use outside::Outside;
pub use target::{Target, root_of, targets};
use trials::{Progress, Trials, Tried};

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
    /// The release before, for one module: whatever `pave diff` takes. Without it the last one by
    /// the tags of the git repository that the module is in.
    pub against: Option<String>,
    /// The releases before as a registry has them, by the module's name, in place of those by tags.
    pub released: Option<BTreeMap<String, Released>>,
    /// What other programs found, as SARIF files.
    pub sarif: Vec<Utf8PathBuf>,
    /// The day, `2027-03-31`, by which waivers are judged.
    pub today: String,
}

/// A release of a module as a registry has it.
#[derive(Debug, Clone)]
pub struct Released {
    /// Its version.
    pub version: Version,
    /// All files that were published.
    pub tree: Tree,
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
    /// What came of trying it, when it was tried; what was found by that is in the report.
    pub tried: Option<Tried>,
    /// What it was compared with.
    pub before: Before,
}

/// The release before the version that is vetted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// A module that is part of the program has none.
    Embedded,
    /// None was named, and no tag tells of one.
    Unknown,
    /// What was named, or the tag of the last release.
    Release {
        /// The word or the tag.
        name: String,
        /// Its version, when it is known.
        version: Option<Version>,
    },
}

/// Trying modules with real Terraform: how, and who is told how far it is.
pub type Trying<'t> = (&'t Trials<'t>, &'t mut dyn FnMut(Progress));

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

/// Vets modules; with `trying`, also by real Terraform.
///
/// # Errors
/// When a module, the release before it or a SARIF file cannot be found or read, and when
/// Terraform cannot be run.
pub fn vet(
    request: &VetRequest,
    files: &dyn Fn() -> Result<Files>,
    trying: Option<Trying<'_>>,
) -> Result<Vet> {
    let found = targets(request, files)?;
    if request.against.is_some() && found.targets.len() != 1 {
        return Err(Error::usage("--against is for one module")
            .hint("name the module that the folder is an older version of"));
    }
    let mut candidates = Vec::new();
    for target in found.targets {
        candidates.push(candidate(target, request, files)?);
    }
    let mut tried = match trying {
        Some((trials, on)) => tried(&candidates, trials, on)?,
        None => BTreeMap::new(),
    };
    let mut outside = Outside::read(&request.sarif)?;
    let alone = candidates.len() == 1;
    let mut modules = Vec::new();
    for candidate in candidates {
        let tried = tried.remove(&candidate.name);
        modules.push(one(candidate, tried, &mut outside, alone, request));
    }
    let problems_elsewhere = found.problems_elsewhere;
    Ok(Vet { modules, problems_elsewhere, results_elsewhere: outside.left() })
}

/// A module that is read, and what it is compared with.
struct Candidate {
    name: String,
    package: Package,
    of_catalog: Report,
    previous: Option<Package>,
    before: Before,
}

fn candidate(
    target: Target,
    request: &VetRequest,
    files: &dyn Fn() -> Result<Files>,
) -> Result<Candidate> {
    let released = request.released.as_ref();
    let previous = match (&request.against, &target.folder) {
        (None, _) if released.is_some() => {
            let own = released.and_then(|released| released.get(&target.name));
            own.map(|Released { version, tree }| {
                let package = Package::read(tree.clone(), Some(version.clone()));
                (version.to_string(), package)
            })
        }
        (Some(word), folder) => {
            let catalog = || Catalog::load(files()?);
            let (folder, catalog_folder) = (folder.as_deref(), request.catalog.as_deref());
            let package = diff::package_of(word, folder, catalog_folder, &catalog)?;
            Some((word.clone(), package))
        }
        (None, Some(folder)) => diff::last_release(folder)?,
        (None, None) => None,
    };
    let before = match &previous {
        Some((name, package)) => {
            Before::Release { name: name.clone(), version: package.version.clone() }
        }
        None if target.folder.is_some() => Before::Unknown,
        None => Before::Embedded,
    };
    let previous = previous.map(|(_, package)| package);
    let package = Package::read(target.tree, None);
    Ok(Candidate { name: target.name, package, of_catalog: target.of_catalog, previous, before })
}

/// What comes of trying those that can be read, by name.
fn tried(
    candidates: &[Candidate],
    trials: &Trials<'_>,
    on: &mut dyn FnMut(Progress),
) -> Result<BTreeMap<String, Tried>> {
    let readable = candidates.iter().filter(|candidate| candidate.is_readable());
    let subjects: Vec<_> = readable
        .map(|Candidate { name, package, previous, .. }| {
            // An upgrade to what is there already changes nothing.
            let differs = |p: &&Package| p.tree.files != package.tree.files;
            trials::Subject { name, package, previous: previous.as_ref().filter(differs) }
        })
        .collect();
    let tried = trials::run(trials, &subjects, on)?;
    Ok(tried.into_iter().map(|tried| (tried.name.clone(), tried)).collect())
}

impl Candidate {
    /// Whether Terraform would have anything else to say than that it cannot be read.
    fn is_readable(&self) -> bool {
        let of_hcl = self.package.modules.values().flat_map(|module| &module.findings);
        !self.package.modules.is_empty() && of_hcl.into_iter().all(|f| f.severity < Severity::Error)
    }
}

fn one(
    candidate: Candidate,
    tried: Option<Tried>,
    outside: &mut Outside,
    alone: bool,
    request: &VetRequest,
) -> Vetted {
    let Candidate { name, package, of_catalog: catalog, previous, before } = candidate;
    let mut texts = Texts::default();
    let mut flagged = Vec::new();
    let of_package = package.findings.iter().map(|finding| (finding, &package.sources));
    let modules = package.modules.values();
    let of_hcl = modules.flat_map(|m| m.findings.iter().map(|finding| (finding, &m.sources)));
    let of_catalog = catalog.findings.iter().map(|finding| (finding, &catalog.sources));
    // Whoever has hundreds of these mends the first, and asks again.
    let read = of_package.chain(of_hcl.take(MOST_READ)).chain(of_catalog.take(MOST_READ));
    let read = read.map(|found| (Origin::Reading, found));
    let reports = tried.iter().map(|tried| &tried.report);
    let of_trials = reports.flat_map(|r| r.findings.iter().map(|finding| (finding, &r.sources)));
    for (origin, (finding, sources)) in read.chain(of_trials.map(|found| (Origin::Trial, found))) {
        let finding = texts.adopt(finding, sources);
        flagged.push(Flagged { origin, subject: String::new(), finding });
    }
    let mut subject = Subject::new(&package, &request.today);
    subject.previous = previous.as_ref();
    flagged.extend(run_rules(&subject, &mut texts));
    flagged.extend(outside.of(&package, alone, &mut texts));
    waive(&subject, &mut flagged, &mut texts);
    drop(subject);
    let report = report(flagged, texts);
    Vetted { name, package, report, tried, before }
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
