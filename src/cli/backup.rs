//! `pave backup`, `pave restore` and `pave scrub`: looking after what a registry keeps.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use clap::Args;

use super::output::Output;
use super::place;
use crate::error::{Error, Result};
use crate::registry::{self, BackedUp, Caller, FaultKind, Registry, Scrub, Scrubbed};
use crate::store::Backup;

#[derive(Debug, Args)]
#[command(after_help = "\
It holds the registry's keys and the hashes of its tokens: keep it as you keep those.

Examples:
  pave backup --data /var/lib/pave /backup/pave-monday.tar.gz
  pave backup --database postgres://pave@db/pave --store s3://acme-modules /backup/pave-monday")]
pub(super) struct BackupWords {
    /// The file, where the name ends in .tar.gz, or folder to make
    #[arg(value_name = "TARGET")]
    target: Utf8PathBuf,

    #[command(flatten)]
    place: place::PlaceWords,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave restore /backup/pave-monday.tar.gz --data /var/lib/pave
  pave restore pave.tar.gz --database postgres://pave@db/pave --store s3://acme-modules")]
pub(super) struct RestoreWords {
    /// The backup
    #[arg(value_name = "BACKUP")]
    from: Utf8PathBuf,

    #[command(flatten)]
    place: place::PlaceWords,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 everything is well, 1 something is not.

Examples:
  pave scrub --data /var/lib/pave
  pave scrub --collect
  pave scrub --repair-from /backup/pave-monday.tar.gz")]
pub(super) struct ScrubWords {
    #[command(flatten)]
    place: place::PlaceWords,

    /// Remove what no release names and is older than a day
    #[arg(long)]
    collect: bool,

    /// Take damaged and missing archives from a backup
    #[arg(long, value_name = "BACKUP")]
    repair_from: Option<Utf8PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn backup(words: &BackupWords, output: &mut Output<'_>) -> Result<u8> {
    let options = words.place.existing()?;
    let made = wait(registry::back_up(&options, &words.target))?;
    said(&made, &format!("wrote {}", words.target), words.json, output)
}

pub(super) fn restore(words: &RestoreWords, output: &mut Output<'_>) -> Result<u8> {
    // Before a database is made for nothing.
    Backup::open(&words.from)?;
    let data = words.place.data()?;
    std::fs::create_dir_all(&data)
        .map_err(|e| Error::io(format!("cannot make the folder {data}"), e))?;
    let read = wait(registry::restore(&words.place.options()?, &words.from))?;
    said(&read, &format!("restored {}", words.from), words.json, output)
}

pub(super) fn scrub(words: &ScrubWords, output: &mut Output<'_>) -> Result<u8> {
    let options = words.place.existing()?;
    let repair_from = words.repair_from.as_deref().map(Backup::open).transpose()?;
    let scrub = Scrub { collect: words.collect, repair_from };
    let found = wait(async {
        let registry = Registry::open(options).await?;
        let found = registry.scrub(&Caller::operator(), &scrub).await;
        registry.ledger.close().await;
        found
    })?;
    if words.json {
        output.print_json(&found);
    } else {
        output.print(&scrubbed(&found));
    }
    Ok(u8::from(found.faults.iter().any(|fault| !fault.repaired)))
}

fn said(made: &BackedUp, what: &str, json: bool, output: &mut Output<'_>) -> Result<u8> {
    if json {
        output.print_json(made);
    } else {
        let BackedUp { seq, releases, archives, lost } = made;
        output.print(&format!(
            "{what}: {releases} releases, {archives} archives, the log up to entry {seq}\n"
        ));
        output.print(&left_out(lost));
    }
    Ok(u8::from(!made.lost.is_empty()))
}

fn left_out(lost: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for archive in lost {
        text.push_str(&format!("without sha256:{archive}, which is damaged or gone\n"));
    }
    if !lost.is_empty() {
        text.push_str("`pave scrub` says which releases these are\n");
    }
    text
}

fn scrubbed(found: &Scrubbed) -> String {
    let Scrubbed { archives, bytes, entries, faults, left_over, removed } = found;
    let mut text = format!(
        "{archives} archives of {bytes} bytes read, {entries} entries of the log as they were written\n"
    );
    for fault in faults {
        let releases = fault.releases.join(", ");
        let archive = &fault.archive;
        let what = match (fault.kind, fault.repaired) {
            (_, true) => {
                format!("mended: {releases}: sha256:{archive} was taken from the backup\n")
            }
            (FaultKind::Missing, _) => format!("missing: {releases}: sha256:{archive}\n"),
            (FaultKind::Damaged, _) => {
                format!("damaged: {releases}: sha256:{archive}, which was put aside\n")
            }
            (FaultKind::Altered, _) => {
                format!("altered: {releases}: the ledger has sha256:{archive}, the log another\n")
            }
        };
        text.push_str(&what);
    }
    if *left_over > 0 {
        text.push_str(&format!("{left_over} archives that no release names\n"));
    }
    if *removed > 0 {
        text.push_str(&format!("{removed} files removed\n"));
    }
    if faults.iter().any(|fault| !fault.repaired && fault.kind != FaultKind::Altered) {
        text.push_str("publish the same files again, or name a backup with --repair-from\n");
    }
    text
}

pub(super) fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot start", e))?;
    runtime.block_on(work)
}
