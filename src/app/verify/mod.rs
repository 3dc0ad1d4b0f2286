//! Whether what Terraform has installed still is what was approved.
//!
//! Terraform looks at a module's files when it installs them and never again. Here every file is
//! hashed, and held against the lock and against what the registry signed.

pub(super) mod examine;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::installed::{Package, Root, installed};
use crate::diag::{Finding, Severity};
use crate::error::{Error, ErrorKind, Report, Result};
use crate::release::standing::{AskedRelease, Standing, Standings};
use crate::release::{MAX_LOCK_BYTES, MODULE_LOCK, ModuleLock, module_of};
use crate::store::{
    Registries, VerifyClient, read_archive_bytes, read_file, read_installed, sha256,
};
use crate::terraform::module_source::PUBLIC_REGISTRY;
use crate::terraform::{ModuleSource, RegistrySource, hash_of_hashes};
use examine::Evidence;

/// What to verify.
#[derive(Debug)]
pub struct VerifyRequest<'r> {
    /// The root module.
    pub root: Root,
    /// How registries are asked; none when they are not to be.
    pub registries: Option<&'r Registries>,
    /// The hosts whose releases count as approved; empty for all that sign what they serve.
    pub hosts: BTreeSet<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Verified {
    /// What is wrong.
    pub report: Report,
    /// Every call of a module that is not local.
    pub modules: Vec<VerifiedModule>,
    /// How many calls of local modules there are.
    pub local: usize,
    /// Whether there is a lock.
    pub is_locked: bool,
}

/// A call of a module that is not local.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedModule {
    /// The address of the call.
    pub call: String,
    /// The source, in full.
    pub source: String,
    /// The version, for one from a registry.
    pub version: Option<String>,
    /// The tree hash of what lies on disk.
    pub tree: String,
    /// What its registry says of it; none when it was not asked or did not answer.
    pub state: Option<String>,
    /// How many things are wrong with it, by their weight: errors and warnings.
    pub errors: usize,
    /// See there.
    pub warnings: usize,
}

/// What a registry answered of a release.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// Nobody asked it.
    NotAsked,
    /// It does not answer.
    Silent,
    /// There is none that says what is approved.
    NoRegistry,
    /// It says this, and signs with these keys.
    Told(&'a Standing, &'a [String]),
}

/// The registries of the packages that are installed, asked once each.
#[derive(Debug, Default)]
pub(super) struct Asked {
    hosts: BTreeMap<String, Host>,
    /// What could not be asked, once a host.
    pub(super) silent: Vec<Finding>,
}

#[derive(Debug)]
enum Host {
    Silent(Error),
    NoRegistry,
    Told { client: VerifyClient, keys: Vec<String>, releases: BTreeMap<(String, String), Standing> },
}

/// Verifies what is installed for a root module.
///
/// # Errors
/// When nothing is installed, the lock cannot be read, or there is neither a lock nor an answer.
pub fn verify(request: &VerifyRequest<'_>) -> Result<Verified> {
    let found = installed(&request.root)?;
    let lock = read_lock(&request.root.dir)?;
    if lock.is_none() && request.registries.is_none() {
        return Err(Error::usage(format!("there is no lock in {}", request.root.dir))
            .hint("without --offline the registry is asked; `pave lock` writes a lock"));
    }
    let asked = Asked::of(&found.packages, request.registries, &request.hosts);
    // Nothing to compare with is no result.
    if lock.is_none()
        && let Some(error) = asked.first_error()
    {
        return Err(
            error.hint("with a lock, which `pave lock` writes, files are compared with that")
        );
    }
    let mut report = found.report;
    report.findings.extend(asked.findings());
    let mut modules = Vec::new();
    for package in &found.packages {
        let answer = asked.answer(package, &request.hosts);
        let locked = lock.as_ref().and_then(|l| l.get(&package.source, package.version.as_deref()));
        let is_signed = match answer {
            Answer::Told(..) => true,
            _ => locked.is_some_and(|locked| locked.signed.is_some()),
        };
        let files = &files(package, is_signed)?;
        let evidence = Evidence {
            package,
            files,
            lock: lock.as_ref(),
            known_keys: known_keys(package, lock.as_ref(), &request.hosts),
            answer: &answer,
            archive: &|archive| asked.archive(package, archive),
        };
        let found = evidence.findings();
        let count = |severity| found.iter().filter(|finding| finding.severity == severity).count();
        modules.push(VerifiedModule {
            call: package.address.clone(),
            source: package.source.clone(),
            version: package.version.clone(),
            tree: hash_of_hashes(files.iter().map(|(path, hash)| (path.as_path(), hash))),
            state: match answer {
                Answer::Told(standing, _) => Some(standing.state.clone()),
                _ => None,
            },
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        });
        report.findings.extend(found);
    }
    Ok(Verified { report, modules, local: found.local, is_locked: lock.is_some() })
}

/// The lock of a root module, where there is one.
pub(super) fn read_lock(dir: &Utf8Path) -> Result<Option<ModuleLock>> {
    let path = dir.join(MODULE_LOCK);
    match read_file(&path, MAX_LOCK_BYTES) {
        Ok(text) => ModuleLock::read(&path, &text).map(Some),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The keys with which a package's registry signed when it was locked; none for what no registry
/// that counts is asked about.
pub(super) fn known_keys<'l>(
    package: &Package,
    lock: Option<&'l ModuleLock>,
    hosts: &BTreeSet<String>,
) -> Option<&'l BTreeSet<String>> {
    lock?.keys.get(registry_of(package, hosts)?.host())
}

/// The files of a package, each by its hash.
///
/// What is signed came as an archive, in which every file counts. Registries of others, the public
/// one among them, mostly send to git, and what git keeps of a clone is another on each machine.
pub(super) fn files(package: &Package, is_signed: bool) -> Result<BTreeMap<Utf8PathBuf, String>> {
    let is_clone = match package.parsed {
        ModuleSource::Git(_) => true,
        ModuleSource::Registry(_) => !is_signed,
        _ => false,
    };
    read_installed(&package.folder, is_clone)
}

/// Whether the files of a package are those of another, or of a copy: for a further call of a
/// package Terraform copies what it has fetched, and leaves out what is hidden.
pub(super) fn is_copy(
    of: &BTreeMap<Utf8PathBuf, String>,
    files: &BTreeMap<Utf8PathBuf, String>,
) -> bool {
    let is_hidden = |path: &Utf8PathBuf| path.components().any(|c| c.as_str().starts_with('.'));
    files.iter().all(|(path, hash)| of.get(path) == Some(hash))
        && of.keys().all(|path| files.contains_key(path) || is_hidden(path))
}

/// The registry that is asked about a package; none for what comes from elsewhere.
fn registry_of<'p>(package: &'p Package, hosts: &BTreeSet<String>) -> Option<&'p RegistrySource> {
    let source = package.parsed.as_registry()?;
    let counts = hosts.is_empty() || hosts.contains(source.host());
    // The public registry serves whatever anybody published, and signs nothing.
    (counts && source.host() != PUBLIC_REGISTRY).then_some(source)
}

impl Asked {
    /// Asks the registry of each package.
    pub(super) fn of(
        packages: &[Package],
        registries: Option<&Registries>,
        hosts: &BTreeSet<String>,
    ) -> Self {
        let Some(registries) = registries else { return Self::default() };
        let mut by_host: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
        for package in packages {
            if let (Some(source), Some(version)) = (registry_of(package, hosts), &package.version) {
                let one = (module_of(source), version.clone());
                by_host.entry(source.host()).or_default().insert(one);
            }
        }
        let mut asked = Self::default();
        for (host, releases) in by_host {
            let answer = ask(registries, host, &releases);
            let answer = answer.unwrap_or_else(Host::Silent);
            if let Host::Silent(error) = &answer {
                let message =
                    format!("{}, so what became of its releases is not known", error.message);
                asked.silent.push(Finding::warning("registry-unreachable", message));
            }
            asked.hosts.insert(host.to_owned(), answer);
        }
        asked
    }

    fn findings(&self) -> impl Iterator<Item = Finding> {
        self.silent.iter().cloned()
    }

    /// Why the first registry that does not answer does not.
    pub(super) fn first_error(&self) -> Option<Error> {
        self.hosts.values().find_map(|host| match host {
            Host::Silent(error) => {
                let mut told = Error::new(error.kind, error.message.clone());
                told.hints.clone_from(&error.hints);
                told.source = error.source.as_ref().map(|cause| cause.to_string().into());
                Some(told)
            }
            _ => None,
        })
    }

    /// What was answered of a package.
    pub(super) fn answer(&self, package: &Package, hosts: &BTreeSet<String>) -> Answer<'_> {
        let (Some(source), Some(version)) = (registry_of(package, hosts), &package.version) else {
            return Answer::NoRegistry;
        };
        match self.hosts.get(source.host()) {
            None => Answer::NotAsked,
            Some(Host::Silent(_)) => Answer::Silent,
            Some(Host::NoRegistry) => Answer::NoRegistry,
            Some(Host::Told { keys, releases, .. }) => {
                match releases.get(&(module_of(source), version.clone())) {
                    Some(standing) => Answer::Told(standing, keys),
                    None => Answer::NotAsked,
                }
            }
        }
    }

    /// The hash of each file of a package's archive, when it is to be had.
    pub(super) fn archive(
        &self,
        package: &Package,
        archive: &str,
    ) -> Option<BTreeMap<Utf8PathBuf, String>> {
        let source = package.parsed.as_registry()?;
        let Some(Host::Told { client, .. }) = self.hosts.get(source.host()) else { return None };
        let bytes = client.archive(archive).ok()?;
        let tree = read_archive_bytes("the-release.tar.gz".into(), &bytes).ok()?;
        Some(tree.files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect())
    }
}

fn ask(registries: &Registries, host: &str, releases: &BTreeSet<(String, String)>) -> Result<Host> {
    let Some(client) = registries.client(host)? else { return Ok(Host::NoRegistry) };
    let asked: Vec<AskedRelease> = releases
        .iter()
        .map(|(source, version)| AskedRelease { source: source.clone(), version: version.clone() })
        .collect();
    let Some(Standings { keys, releases: told }) = client.standings(&asked)? else {
        return Ok(Host::NoRegistry);
    };
    let releases = releases.iter().cloned().zip(told).collect();
    Ok(Host::Told { client, keys, releases })
}
