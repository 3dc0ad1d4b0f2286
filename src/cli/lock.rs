//! `pave lock`

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::registry;
use super::terraform_settings::{registries, root};
use crate::app::installed::shown;
use crate::app::lock::{LockChange, LockRequest, lock};
use crate::error::Result;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
Terraform's lock file leaves modules out. This one is made of what `terraform init` has installed: \
each module with its version, the hash of every file, and what the registry signed. Nothing is \
locked that differs from what was released. Keep .pave.modules.lock.json in version control.

Examples:
  pave lock
  pave lock payments/prod
  pave lock --check")]
pub(super) struct Words {
    /// The root module's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: Utf8PathBuf,

    /// Write nothing; fail when the lock is not up to date
    #[arg(long)]
    check: bool,

    /// Take the key that a registry signs with, though the lock has another
    #[arg(long)]
    new_key: bool,

    #[command(flatten)]
    hosts: HostWords,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// Which registries count.
#[derive(Debug, Args)]
pub(super) struct HostWords {
    /// A host whose releases count as approved; may be repeated. By default all that sign what
    /// they serve
    #[arg(long, value_name = "HOST")]
    pub(super) host: Vec<String>,
}

impl HostWords {
    /// The hosts whose releases count.
    pub(super) fn hosts(&self) -> BTreeSet<String> {
        self.host.iter().map(|host| host.to_lowercase()).collect()
    }
}

#[derive(Serialize)]
struct Record<'l> {
    path: &'l str,
    up_to_date: bool,
    modules: usize,
    changes: &'l [LockChange],
    findings: Vec<report::FindingRecord>,
}

/// `registry` names the one to ask; by default that is the one that Terraform would, by its settings.
pub(super) fn run(
    words: &Words,
    registry: &registry::Words,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let outcome = lock(&LockRequest {
        root: root(&words.dir),
        registries: &registries(registry),
        hosts: words.hosts.hosts(),
        new_key: words.new_key,
    })?;
    let changes = &outcome.changes;
    let is_there = outcome.path.exists();
    let is_done = changes.is_empty() && (is_there || outcome.lock.modules.is_empty());
    if !words.check && !is_done {
        outcome.write()?;
    }
    let path = shown(&outcome.path);
    if words.json {
        output.print_json(&Record {
            path: path.as_str(),
            up_to_date: is_done,
            modules: outcome.lock.modules.len(),
            changes,
            findings: report::findings_for_machines(
                &outcome.report.findings,
                &outcome.report.sources,
            ),
        });
    } else {
        output.findings(&outcome.report);
        for change in changes {
            output.print(&told(change));
        }
        let count = match outcome.lock.modules.len() {
            1 => "1 module".to_owned(),
            count => format!("{count} modules"),
        };
        output.print(&match (words.check, is_done) {
            (_, true) => format!("{path} is up to date: {count}\n"),
            (true, false) => format!("{path} is not up to date\n"),
            (false, false) => format!("wrote {path}: {count}\n"),
        });
    }
    Ok(u8::from(words.check && !is_done))
}

fn told(change: &LockChange) -> String {
    let LockChange { source, before, after, what } = change;
    let list = |versions: &[String]| versions.join(", ");
    match *what {
        "added" => format!("  + {source} {}\n", list(after)),
        "removed" => format!("  - {source} {}\n", list(before)),
        "version" => format!("  ~ {source} {} -> {}\n", list(before), list(after)),
        "key" => format!("  ~ {source} signs with another key\n"),
        _ => format!("  ~ {source} {} has other files\n", list(after)),
    }
}
