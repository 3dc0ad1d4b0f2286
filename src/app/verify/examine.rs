//! One installed module, held against the lock and against what its registry says.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use super::{Answer, is_copy};
use crate::app::installed::{Package, shown};
use crate::diag::{Finding, Severity};
use crate::release::standing::{Standing, UNKNOWN};
use crate::release::{FileChanges, Locked, ModuleLock};
use crate::terraform::{ModuleSource, hash_of_hashes};

/// How many files that differ are named.
const MOST_NAMED: usize = 5;

const KEY_HELP: &str =
    "ask who looks after the registry; `pave lock --new-key` takes what it shows now";

/// What is known of one installed module.
pub(in crate::app) struct Evidence<'e> {
    /// The module.
    pub(in crate::app) package: &'e Package,
    /// What lies on disk.
    pub(in crate::app) files: &'e BTreeMap<Utf8PathBuf, String>,
    /// The lock, where there is one that counts.
    pub(in crate::app) lock: Option<&'e ModuleLock>,
    /// The keys with which its registry is known to sign; none when it is not known.
    pub(in crate::app) known_keys: Option<&'e BTreeSet<String>>,
    /// What its registry answered.
    pub(in crate::app) answer: &'e Answer<'e>,
    /// Looks up the files of an archive, to name those that differ.
    pub(in crate::app) archive: &'e dyn Fn(&str) -> Option<BTreeMap<Utf8PathBuf, String>>,
}

/// What the files of a module should be.
struct Expected<'e> {
    tree: &'e str,
    archive: Option<&'e str>,
    files: Option<&'e BTreeMap<Utf8PathBuf, String>>,
    whose: &'static str,
}

impl<'e> Evidence<'e> {
    /// Everything that is wrong.
    pub(in crate::app) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let locked = self.locked(&mut found);
        let told = self.told(locked, &mut found);
        let expected = match (locked, told) {
            (Some(locked), _) => Some(Expected {
                tree: &locked.tree,
                archive: locked.signed.as_ref().map(|signed| signed.archive.as_str()),
                files: Some(&locked.files),
                whose: "locked",
            }),
            (None, Some(standing)) => Some(Expected {
                tree: &standing.tree,
                archive: Some(&standing.archive),
                files: None,
                whose: "released",
            }),
            (None, None) => None,
        };
        if let Some(expected) = &expected {
            found.extend(self.changed(expected));
            let Package { reads, should_read, address, .. } = self.package;
            let is_exact = expected.archive.is_some() || self.package.is_exact();
            if is_exact && reads != should_read {
                found.push(Finding::error(
                    "module-moved",
                    format!("Terraform is told to read `{address}` in {reads}, and it belongs in {should_read}"),
                ));
            }
        }
        found.into_iter().map(|finding| self.package.at(finding)).collect()
    }

    /// The entry of the lock, when it says what was signed.
    fn locked(&self, found: &mut Vec<Finding>) -> Option<&'e Locked> {
        let Package { address, source, version, .. } = self.package;
        let lock = self.lock?;
        let Some(entry) = lock.get(source, version.as_deref()) else {
            // Of what nobody approved, that is said.
            if matches!(self.answer, Answer::NoRegistry) {
                return None;
            }
            let others: Vec<&str> = lock.versions(source).collect();
            found.push(match (others.as_slice(), version) {
                ([], _) | (_, None) => {
                    Finding::error("not-locked", format!("`{address}` is not in the lock"))
                        .help("`pave lock` adds it")
                }
                (others, Some(version)) => {
                    let locked = others.join(" and ");
                    let message =
                        format!("`{address}` is {source} {version}, and {locked} is locked");
                    Finding::error("version-differs", message).help(
                        "pin the version that is locked, or take the new one with `pave lock`",
                    )
                }
            });
            return None;
        };
        if let Err(why) = lock.check(entry) {
            let message =
                format!("the lock does not hold for `{address}`, {}: {why}", self.package.shown());
            found.push(
                Finding::error("signature-wrong", message)
                    .help("restore the lock from version control, or run `pave lock`"),
            );
            return None;
        }
        Some(entry)
    }

    /// What the registry says, when it says what was signed.
    fn told(&self, locked: Option<&Locked>, found: &mut Vec<Finding>) -> Option<&'e Standing> {
        let Package { address, parsed, .. } = self.package;
        let shown = self.package.shown();
        let host = parsed.as_registry().map_or("", |source| source.host());
        let (standing, keys) = match self.answer {
            Answer::NotAsked | Answer::Silent => {
                // Then the lock has to say it.
                if let Some(Locked { signed: None, .. }) = locked {
                    found.push(self.not_approved(locked));
                }
                return None;
            }
            Answer::NoRegistry => {
                found.push(match self.known_keys {
                    Some(_) => {
                        let message = format!(
                            "{host} signed its releases when they were locked, and signs nothing now"
                        );
                        Finding::error("registry-key-changed", message).help(KEY_HELP)
                    }
                    None => self.not_approved(locked),
                });
                return None;
            }
            Answer::Told(standing, keys) => (*standing, *keys),
        };
        if standing.state == UNKNOWN {
            let message = format!("the registry has no release {shown}, which `{address}` uses");
            found.push(Finding::error("release-unknown", message));
            return None;
        }
        if self.known_keys.is_some_and(|known| keys.iter().all(|key| !known.contains(key))) {
            let message = format!("{host} signs with another key than the one that is locked");
            found.push(Finding::error("registry-key-changed", message).help(KEY_HELP));
            return None;
        }
        let trusted = keys.iter().filter(|key| self.known_keys.is_none_or(|k| k.contains(*key)));
        if let Err(why) = standing.check(trusted) {
            let message =
                format!("{host} does not vouch for {shown}, which `{address}` uses: {why}");
            found.push(Finding::error("signature-wrong", message));
            return None;
        }
        if let Some(locked) = locked.filter(|locked| locked.tree != standing.tree) {
            let message = format!("{host} has other files for {shown} than those that are locked");
            let help = format!("locked is {}, it has {}", locked.tree, standing.tree);
            found.push(Finding::error("registry-disagrees", message).help(help));
        }
        found.extend(self.state(standing));
        Some(standing)
    }

    /// What a release's state asks for.
    fn state(&self, standing: &Standing) -> Option<Finding> {
        let Package { address, .. } = self.package;
        let shown = self.package.shown();
        let Standing { state, reason, successor, until, .. } = standing;
        let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let mut finding = match state.as_str() {
            "approved" => return None,
            "deprecated" => {
                let until = match until.as_str() {
                    "" => String::new(),
                    day => format!(" and may be used until {day}"),
                };
                let message =
                    format!("{shown}, which `{address}` uses, is deprecated{until}{because}");
                Finding::warning("release-deprecated", message)
            }
            "revoked" | "deleted" => {
                let message = format!("{shown}, which `{address}` uses, was {state}{because}");
                Finding::error("release-revoked", message)
            }
            state => {
                let state = state.replace('-', " ");
                let message = format!("{shown}, which `{address}` uses, is {state}");
                Finding::error("release-not-approved", message)
            }
        };
        if !successor.is_empty() {
            finding = finding.help(format!("use {successor}"));
        }
        Some(finding)
    }

    /// Of what nobody approved.
    fn not_approved(&self, locked: Option<&Locked>) -> Finding {
        let Package { address, parsed, .. } = self.package;
        let why = match parsed {
            ModuleSource::Registry(source) => {
                format!("{} is not a registry of approved releases", source.host())
            }
            ModuleSource::Git(_) => "it comes from git".to_owned(),
            _ => "it comes from no registry".to_owned(),
        };
        let message =
            format!("nobody approved {}, which `{address}` uses: {why}", self.package.shown());
        // What is locked has been looked at by somebody; what it is can at least not change.
        let severity = if locked.is_some() { Severity::Warning } else { Severity::Error };
        let finding = Finding { severity, ..Finding::error("not-from-registry", message) };
        finding.help("call a release: `pave search` finds one")
    }

    /// How the files differ from what they should be.
    fn changed(&self, expected: &Expected<'_>) -> Option<Finding> {
        let is = hash_of_hashes(self.files.iter().map(|(path, hash)| (path.as_path(), hash)));
        if is == expected.tree || expected.files.is_some_and(|all| is_copy(all, self.files)) {
            return None;
        }
        let Package { address, folder, .. } = self.package;
        let modules = shown(folder.parent().unwrap_or(folder));
        let archive = expected.files.is_none().then_some(expected.archive).flatten();
        let fetched = archive.and_then(|archive| (self.archive)(archive));
        let should = expected.files.or(fetched.as_ref());
        let what = should.map_or_else(
            || format!("its tree is {is}, and {} was {}", expected.tree, expected.whose),
            |should| FileChanges::between(should, self.files).told(MOST_NAMED),
        );
        let message =
            format!("the files of `{address}` are not those of {}: {what}", self.package.shown());
        Some(
            Finding::error("module-changed", message)
                .help(format!("remove {modules} and run `terraform init`")),
        )
    }
}
