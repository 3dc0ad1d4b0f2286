//! `pave diff`

use clap::Args;
use semver::Version;
use serde::Serialize;

use super::output::Output;
use crate::app::diff::{Compared, DiffRequest, diff};
use crate::error::Result;
use crate::release::{Bump, Change, Class, Package, Spot, Verdict};
use crate::report;
use crate::terraform;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave diff modules/postgres-1.2.0 modules/postgres
  pave diff old new --to 1.3.0 --json")]
pub(super) struct Words {
    /// The version that callers have: a folder
    old: String,

    /// The version that they are to get
    new: String,

    /// What the old version is called
    #[arg(long, value_name = "VERSION", value_parser = version)]
    from: Option<Version>,

    /// What the new version is to be called
    #[arg(long, value_name = "VERSION", value_parser = version)]
    to: Option<Version>,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

fn version(text: &str) -> Result<Version, String> {
    terraform::version::parse(text).map_err(|e| e.message)
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'c> {
    old: SideRecord<'c>,
    new: SideRecord<'c>,
    changes: Vec<ChangeRecord<'c>>,
    bump: Bump,
    smallest_version: Option<String>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct SideRecord<'c> {
    shown: &'c str,
    version: Option<String>,
}

#[derive(Serialize)]
struct ChangeRecord<'c> {
    lint: &'static str,
    class: Class,
    submodule: Option<&'c str>,
    subject: &'c str,
    message: &'c str,
    callers: &'c str,
    waived: Option<&'c str>,
    old: Option<String>,
    new: Option<String>,
}

pub(super) fn run(words: &Words, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let request = DiffRequest {
        old: words.old.clone(),
        new: words.new.clone(),
        old_version: words.from.clone(),
        new_version: words.to.clone(),
    };
    let compared = diff(&request)?;
    let verdict = compared.judgement.verdict();
    if words.json {
        output.print_json(&record(&compared));
    } else {
        output.print(&report::changes(&compared));
    }
    Ok(u8::from(verdict != Verdict::Honest))
}

fn record(compared: &Compared) -> Record<'_> {
    let side = |package: &'_ Package| package.version.as_ref().map(Version::to_string);
    let judgement = &compared.judgement;
    Record {
        old: SideRecord { shown: compared.old.tree.shown.as_str(), version: side(&compared.old) },
        new: SideRecord { shown: compared.new.tree.shown.as_str(), version: side(&compared.new) },
        changes: judgement.changes.iter().map(|change| change_record(compared, change)).collect(),
        bump: judgement.bump,
        smallest_version: judgement.smallest.as_ref().map(Version::to_string),
        verdict: match judgement.verdict() {
            Verdict::Honest => "honest",
            Verdict::TooLow => "too-low",
            Verdict::Denied => "denied",
        },
    }
}

fn change_record<'c>(compared: &Compared, change: &'c Change) -> ChangeRecord<'c> {
    let place = |package: &Package, spot: &Option<Spot>| {
        spot.as_ref().and_then(|spot| Compared::place(package, spot))
    };
    let entry = change.entry.as_str();
    ChangeRecord {
        lint: change.lint.id,
        class: change.class(),
        submodule: (!entry.is_empty()).then_some(entry),
        subject: &change.subject,
        message: &change.message,
        callers: &change.callers,
        waived: change.waived.as_deref(),
        old: place(&compared.old, &change.old),
        new: place(&compared.new, &change.new),
    }
}
