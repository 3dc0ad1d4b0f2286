//! Going over everything that is kept: every archive hashed again, every release compared with the
//! log, the log read from its first entry; and tidying up what nobody names.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::json;

use super::{Caller, Index, Registry, backup};
use crate::error::Result;
use crate::store::ledger::{Entry, Outcome, Release};
use crate::store::{Backup, Found, Part};

/// How old something must be that nobody names before it is removed: its publisher may be about to.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// What is to be done about what is found.
#[derive(Debug, Clone, Default)]
pub struct Scrub {
    /// Whether what no release names and is older than a day is removed.
    pub collect: bool,
    /// Where damaged and missing archives can be taken from.
    pub repair_from: Option<Backup>,
}

/// What is wrong with an archive or a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The archive is not there.
    Missing,
    /// The archive was other bytes, which were put aside.
    Damaged,
    /// The release is not what the log says was published.
    Altered,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// The releases that it is part of, `platform/postgres/aws 1.2.0`.
    pub releases: Vec<String>,
    /// Whether it is well again.
    pub repaired: bool,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scrubbed {
    /// How many archives were read.
    pub archives: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many entries the log has; each is what was written.
    pub entries: i64,
    /// What is wrong, by archive.
    pub faults: Vec<Fault>,
    /// Archives that no release names.
    pub left_over: usize,
    /// How many of them were removed, with files of writers who were killed.
    pub removed: usize,
}

impl Registry {
    /// Goes over everything that is kept. The registry can serve and be written to meanwhile.
    ///
    /// # Errors
    /// When the log was changed; when the ledger or the store does not answer, or the backup to
    /// repair from cannot be read.
    pub async fn scrub(&self, caller: &Caller, scrub: &Scrub) -> Result<Scrubbed> {
        self.refresh().await?;
        let mut found = Scrubbed::default();
        let index = self.index();
        let mut logged: HashMap<String, Logged> = HashMap::new();
        found.entries = self
            .ledger
            .verify_log(|entry| {
                // What has been done since the index was read is none of its business.
                if entry.outcome == Outcome::Done && entry.seq <= index.seq {
                    logged.entry(entry.subject.clone()).or_default().follow(entry);
                }
            })
            .await?;
        let named = named(&index);
        for (archive, releases) in &named {
            let there = match self.blobs.look(archive).await? {
                Found::Damaged => self.put_aside(archive).await?,
                other => other,
            };
            let kind = match there {
                Found::Whole(bytes) => {
                    found.bytes += bytes.len() as u64;
                    None
                }
                Found::Missing => Some(FaultKind::Missing),
                Found::Damaged => Some(FaultKind::Damaged),
            };
            found.archives += 1;
            if let Some(kind) = kind {
                let releases = releases.iter().map(|r| subject(r)).collect();
                let (archive, repaired) = (archive.clone(), false);
                found.faults.push(Fault { kind, archive, releases, repaired });
            }
        }
        found.faults.extend(altered(&index, &logged));
        if let Some(from) = &scrub.repair_from {
            self.repair(from, &mut found.faults).await?;
        }
        self.tidy(&named.into_keys().collect(), scrub.collect, &mut found).await?;
        if found.removed > 0 || !found.faults.is_empty() {
            let mut write = self.ledger.write(&caller.by()).await?;
            let detail = json!({ "faults": found.faults, "removed": found.removed });
            write.record("scrub", "the store", Outcome::Done, &detail).await?;
            write.commit().await?;
        }
        Ok(found)
    }

    async fn repair(&self, from: &Backup, faults: &mut [Fault]) -> Result<()> {
        let mut wanted: BTreeSet<String> = faults
            .iter()
            .filter(|fault| fault.kind != FaultKind::Altered)
            .map(|fault| fault.archive.clone())
            .collect();
        let mut mended = BTreeSet::new();
        let visited = from.visit(async |part| {
            if let Part::Blob(name, bytes) = part
                && wanted.remove(&name)
            {
                mended.insert(backup::keep(&self.blobs, &name, bytes).await?);
            }
            Ok(())
        });
        visited.await?;
        for fault in faults {
            let is_bytes = fault.kind != FaultKind::Altered;
            fault.repaired = is_bytes && mended.contains(&fault.archive);
        }
        Ok(())
    }

    /// Counts, and removes where that is wanted, what nobody names.
    async fn tidy(
        &self,
        named: &BTreeSet<String>,
        collect: bool,
        found: &mut Scrubbed,
    ) -> Result<()> {
        let old = SystemTime::now() - GRACE;
        let listed = self.blobs.list().await?;
        let left: Vec<_> = listed.into_iter().filter(|blob| !named.contains(&blob.name)).collect();
        found.left_over = left.len();
        if !collect {
            return Ok(());
        }
        found.removed += self.blobs.remove_unfinished(old)?;
        for blob in left.into_iter().filter(|blob| blob.written < old) {
            // While the ledger is held nobody publishes: what is named by nobody now, and was not
            // written again a moment ago, is named by nobody.
            let mut write = self.ledger.write(&Caller::operator().by()).await?;
            let is_old = self.blobs.written(&blob.name).await?.is_some_and(|when| when < old);
            if is_old && !write.names_archive(&blob.name).await? {
                self.blobs.delete(&blob.name).await?;
                found.removed += 1;
            }
        }
        Ok(())
    }
}

/// What the log says of a release.
#[derive(Default)]
struct Logged {
    /// What was published, as the entry has it.
    published: String,
    /// What it came to be.
    state: String,
}

impl Logged {
    fn follow(&mut self, entry: &Entry) {
        let word = match entry.action.as_str() {
            "publish" => "state",
            "submit" | "approve" | "deprecate" | "revoke" | "delete" => "to",
            _ => return,
        };
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        self.state = detail[word].as_str().unwrap_or_default().to_owned();
        if word == "state" {
            self.published.clone_from(&entry.detail);
        }
    }

    fn is(&self, release: &Release, seq: i64) -> bool {
        let detail: serde_json::Value = serde_json::from_str(&self.published).unwrap_or_default();
        // Entries of older versions do not name the source.
        detail["archive"] == *release.archive
            && detail["tree"] == *release.tree
            && (detail["source"].is_null() || detail["source"] == *release.source)
            && (self.state == release.state || release.changed > seq)
    }
}

/// Every archive that a release names, with its releases.
fn named(index: &Index) -> BTreeMap<String, Vec<Arc<Release>>> {
    let mut named: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (_, release) in index.modules.values().flat_map(|entry| &entry.releases) {
        if super::state(&release.state).is_none() {
            continue;
        }
        for archive in BTreeSet::from([&release.archive, &release.source]) {
            named.entry(archive.clone()).or_default().push(release.clone());
        }
    }
    named
}

/// The releases that are not what the log says was published, and what came of it.
fn altered(index: &Index, logged: &HashMap<String, Logged>) -> Vec<Fault> {
    let releases = index.modules.values().flat_map(|entry| &entry.releases);
    let is_altered = |release: &Release| {
        // One that was published while the index was read is in the log after it.
        let is_new = release.changed > index.seq;
        logged.get(&subject(release)).map_or(!is_new, |logged| !logged.is(release, index.seq))
    };
    let altered = releases.map(|(_, release)| release).filter(|release| is_altered(release));
    let fault = |release: &Arc<Release>| Fault {
        kind: FaultKind::Altered,
        archive: release.archive.clone(),
        releases: vec![subject(release)],
        repaired: false,
    };
    altered.map(fault).collect()
}

fn subject(release: &Release) -> String {
    format!("{} {}", release.module, release.version)
}
