//! The lock of a root module's modules, made of what Terraform has installed and what its
//! registries signed.
//!
//! Nothing is locked that is not what its registry released: a lock is not a way to accept what
//! somebody changed.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde::Serialize;

use super::installed::{Package, Root, installed};
use super::verify::examine::Evidence;
use super::verify::{Answer, Asked, files, is_copy, known_keys, read_lock};
use crate::diag::{Finding, Severity};
use crate::error::{Error, Report, Result};
use crate::release::{Locked, MODULE_LOCK, ModuleLock, Signed};
use crate::store::{Registries, write_file};
use crate::terraform::hash_of_hashes;

/// What to lock.
#[derive(Debug)]
pub struct LockRequest<'r> {
    /// The root module.
    pub root: Root,
    /// How registries are asked.
    pub registries: &'r Registries,
    /// The hosts whose releases count as approved; empty for all that sign what they serve.
    pub hosts: BTreeSet<String>,
    /// Whether a registry may sign with another key than the lock has.
    pub new_key: bool,
}

/// A lock, and how it differs from the one that is there.
#[derive(Debug)]
pub struct LockOutcome {
    /// Where it belongs.
    pub path: Utf8PathBuf,
    /// The lock.
    pub lock: ModuleLock,
    /// How it differs; nothing when it is there as it should be.
    pub changes: Vec<LockChange>,
    /// What is to be said of the modules, none of it an error.
    pub report: Report,
}

/// One difference between two locks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LockChange {
    /// The source, in full, or the host of a registry.
    pub source: String,
    /// The versions that are locked now.
    pub before: Vec<String>,
    /// Those that are to be.
    pub after: Vec<String>,
    /// What differs, in a word: `added`, `removed`, `version`, `files`, `key`.
    pub what: &'static str,
}

/// Makes the lock of what is installed; writes nothing.
///
/// # Errors
/// When nothing is installed, a registry does not answer, or something installed is not what was
/// approved; then the findings say what.
pub fn lock(request: &LockRequest<'_>) -> Result<LockOutcome> {
    let LockRequest { root, registries, hosts, new_key } = request;
    let found = installed(root)?;
    let before = read_lock(&root.dir)?;
    let asked = Asked::of(&found.packages, Some(registries), hosts);
    if let Some(error) = asked.first_error() {
        return Err(error);
    }
    let known = if *new_key { None } else { before.as_ref() };
    let mut report = found.report;
    let mut lock = ModuleLock::default();
    for package in &found.packages {
        let answer = asked.answer(package, hosts);
        let files = files(package, matches!(answer, Answer::Told(..)))?;
        let host = package.parsed.as_registry().map_or("", |source| source.host());
        let evidence = Evidence {
            package,
            files: &files,
            lock: None,
            known_keys: known_keys(package, known, hosts),
            answer: &answer,
            archive: &|archive| asked.archive(package, archive),
        };
        let mut findings = evidence.findings();
        for finding in &mut findings {
            // What is locked cannot change unseen, and that is all a lock says of it.
            if finding.rule == "not-from-registry" {
                finding.severity = Severity::Warning;
            }
        }
        report.findings.extend(findings);
        let entry = entry(package, files, &answer);
        if let Answer::Told(_, keys) = answer {
            let of_host = lock.keys.entry(host.to_owned()).or_default();
            let kept = known.and_then(|lock| lock.keys.get(host));
            of_host
                .extend(keys.iter().filter(|key| kept.is_none_or(|k| k.contains(*key))).cloned());
        }
        let is_entry =
            |other: &&mut Locked| other.source == entry.source && other.version == entry.version;
        match lock.modules.iter_mut().find(is_entry) {
            None => lock.modules.push(entry),
            Some(other) if is_copy(&other.files, &entry.files) => {}
            Some(other) if is_copy(&entry.files, &other.files) => *other = entry,
            // What is signed was compared with that.
            Some(other) if entry.signed.is_none() && other.tree != entry.tree => {
                let message = format!(
                    "`{}` has other files than another call of {}",
                    package.address,
                    package.shown()
                );
                let finding = Finding::error("module-changed", message);
                report.findings.push(
                    package.at(finding.help("remove .terraform/modules and run `terraform init`")),
                );
            }
            Some(_) => {}
        }
    }
    if report.findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Error::findings("what is installed is not what was approved", report)
            .hint("nothing was locked"));
    }
    lock.modules.sort();
    let changes = changes(before.as_ref(), &lock);
    Ok(LockOutcome { path: root.dir.join(MODULE_LOCK), lock, changes, report })
}

impl LockOutcome {
    /// Writes the lock where it belongs.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write(&self) -> Result<()> {
        write_file(&self.path, &self.lock.to_bytes())
    }
}

fn entry(package: &Package, files: BTreeMap<Utf8PathBuf, String>, answer: &Answer<'_>) -> Locked {
    let tree = hash_of_hashes(files.iter().map(|(path, hash)| (Utf8PathBuf::as_path(path), hash)));
    let signed = match answer {
        Answer::Told(standing, _) => Some(Signed {
            archive: standing.archive.clone(),
            statement: standing.statement.clone(),
            signature: standing.signature.clone(),
        }),
        _ => None,
    };
    Locked { source: package.source.clone(), version: package.version.clone(), tree, signed, files }
}

/// How a lock differs from the one before.
fn changes(before: Option<&ModuleLock>, after: &ModuleLock) -> Vec<LockChange> {
    let none = ModuleLock::default();
    let before = before.unwrap_or(&none);
    let versions = |lock: &ModuleLock, source: &str| -> Vec<String> {
        lock.versions(source).map(str::to_owned).collect()
    };
    let all = |lock: &ModuleLock| -> BTreeSet<String> {
        lock.modules.iter().map(|one| one.source.clone()).collect()
    };
    let mut changes = Vec::new();
    for source in &all(before) | &all(after) {
        let of = |lock: &ModuleLock| -> Vec<Locked> {
            lock.modules.iter().filter(|one| one.source == source).cloned().collect()
        };
        let (old, new) = (of(before), of(after));
        if old == new {
            continue;
        }
        let (before, after) = (versions(before, &source), versions(after, &source));
        let what = match (old.is_empty(), new.is_empty()) {
            (true, _) => "added",
            (_, true) => "removed",
            _ if before != after => "version",
            _ => "files",
        };
        changes.push(LockChange { source, before, after, what });
    }
    for host in &keys_of(before) | &keys_of(after) {
        let of = |lock: &ModuleLock| -> Vec<String> {
            lock.keys.get(&host).into_iter().flatten().cloned().collect()
        };
        let (old, new) = (of(before), of(after));
        if !old.is_empty() && !new.is_empty() && old != new {
            changes.push(LockChange { source: host, before: old, after: new, what: "key" });
        }
    }
    changes
}

fn keys_of(lock: &ModuleLock) -> BTreeSet<String> {
    lock.keys.keys().cloned().collect()
}
