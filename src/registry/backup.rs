//! A copy of a whole registry, and a registry made of one: from SQLite to PostgreSQL and a folder to
//! a bucket too.

use std::collections::BTreeSet;

use camino::Utf8Path;
use serde::Serialize;

use super::Options;
use crate::error::{Error, Result};
use crate::store::ledger::Ledger;
use crate::store::{Backup, BackupWriter, Blobs, Found, Manifest, Part, sha256};

/// A backup that was made or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// The last entry of the log that is in it.
    pub seq: i64,
    /// How many releases are in it, deleted ones included.
    pub releases: u64,
    /// How many archives are in it.
    pub archives: u64,
    /// The archives that releases name and that are not in it, because they were damaged or gone.
    pub lost: BTreeSet<String>,
}

/// Writes a backup of a registry, as it is at one moment, while it serves and is written to.
///
/// # Errors
/// When something of that name exists, the ledger or the store does not answer, or the system has no
/// room; then there is no backup.
pub async fn back_up(options: &Options, target: &Utf8Path) -> Result<BackedUp> {
    let mut writer = BackupWriter::create(target)?;
    let ledger = Ledger::open(&options.database).await?;
    let blobs = options.store.open()?;
    let copy = ledger.copy_out().await?;
    ledger.close().await;
    let mut lost = BTreeSet::new();
    for name in copy.archives {
        match blobs.look(&name).await? {
            Found::Whole(bytes) => writer.blob(&name, &bytes)?,
            Found::Damaged | Found::Missing => drop(lost.insert(name)),
        }
    }
    for table in copy.tables {
        writer.table(table.table, table.rows, table.lines)?;
    }
    let made = jiff::Timestamp::now().to_string();
    let manifest = writer.finish(&made, copy.seq)?;
    Ok(BackedUp::of(&manifest, lost))
}

/// Fills a registry in which nothing was ever done from a backup: the archives first, then the whole
/// ledger at once.
///
/// # Errors
/// When something was done in it, the backup is not whole, its log was changed, or the ledger or the
/// store does not answer; the ledger is as empty as it was then.
pub async fn restore(options: &Options, from: &Utf8Path) -> Result<BackedUp> {
    let backup = Backup::open(from)?;
    let ledger = Ledger::open(&options.database).await?;
    let mut copy = ledger.copy_in().await?;
    let blobs = options.store.open()?;
    let mut there = BTreeSet::new();
    let mut rows = std::collections::BTreeMap::new();
    let manifest = backup
        .visit(async |part| {
            match part {
                Part::Blob(name, bytes) => drop(there.insert(keep(&blobs, &name, bytes).await?)),
                Part::Table(table, lines) => {
                    let count = copy.table(&table, lines).await?;
                    rows.insert(table, count);
                }
            }
            Ok(())
        })
        .await?;
    if manifest.rows != rows || manifest.blobs != there.len() as u64 {
        return Err(Error::refused(format!("{from} is no backup, or not a whole one"))
            .hint("it says that it holds more or less than it does"));
    }
    let named = copy.archives().await?;
    copy.finish().await?;
    ledger.close().await;
    let lost = named.into_iter().filter(|name| !there.contains(name)).collect();
    Ok(BackedUp::of(&manifest, lost))
}

/// Keeps an archive of a backup, when it is what its name says.
pub(super) async fn keep(blobs: &Blobs, name: &str, bytes: Vec<u8>) -> Result<String> {
    if sha256(&bytes) != name {
        return Err(Error::refused(format!("the archive sha256:{name} is damaged in the backup")));
    }
    blobs.put(bytes).await
}

impl BackedUp {
    fn of(manifest: &Manifest, lost: BTreeSet<String>) -> Self {
        let releases = manifest.rows.get("releases").copied().unwrap_or_default();
        Self { seq: manifest.seq, releases, archives: manifest.blobs, lost }
    }
}
