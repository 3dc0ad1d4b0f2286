//! Looking at releases: which there are, where one comes from, and whether the registry signed it.

use clap::Args;
use serde::Serialize;

use super::{line, moment};
use crate::cli::output::Output;
use crate::cli::registry::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Affected;
use crate::registry::client::Client;
use crate::registry::view::{ModuleDetailView, ReleaseDetailView, ReleaseView};
use crate::release::{ModuleAddress, Provenance, Statement, is_signed};
use crate::report::table;
use crate::terraform::version::is_same;

/// Characters of a hash that tell one from another.
const SHORT: usize = 16;

#[derive(Debug, Args)]
pub(super) struct ListWords {
    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
With a version, the signature of the registry over what it says of the release is checked; where \
that does not hold, the exit code is 1.

Examples:
  pave --catalog acme release show postgres
  pave release show platform/postgres/aws 1.2.0 --registry https://registry.acme.example")]
pub(super) struct ShowWords {
    /// The module: its name in the catalog, or NAMESPACE/NAME/SYSTEM
    module: String,

    /// The version; all of the module when left out
    #[arg(value_name = "VERSION")]
    release: Option<String>,

    /// The registry's public key, base64, when it is not to be asked for its own
    #[arg(long, value_name = "KEY", requires = "release")]
    key: Option<String>,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells of a release.
#[derive(Serialize)]
struct ShownRecord<'s> {
    release: &'s ReleaseView,
    statement: Option<&'s Statement>,
    signature: &'s str,
    /// Whether the registry's key signed the statement, and the release is what it says.
    signature_holds: bool,
    /// Who has installed it; null for callers who may not know.
    consumers: Option<&'s [Affected]>,
    changelog: &'s str,
}

pub(super) fn list(words: &ListWords, place: &Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let view = place.client()?.modules()?;
    if words.json {
        output.print_json(&view);
        return Ok(0);
    }
    let mut rows = vec![["module", "latest", "state", "in review", "summary"].map(str::to_owned)];
    rows.extend(view.modules.iter().map(|module| {
        let latest = module.latest.as_ref();
        let of = |part: fn(&ReleaseView) -> &String| latest.map_or("-".into(), |r| line(part(r)));
        let waiting = match module.in_review {
            0 => "-".to_owned(),
            n => n.to_string(),
        };
        [line(&module.module), of(|r| &r.version), of(|r| &r.state), waiting, of(|r| &r.summary)]
    }));
    output.print(&table::columns(&rows));
    Ok(0)
}

pub(super) fn show(words: &ShowWords, place: &Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let client = place.client()?;
    let address = place.address(&words.module)?;
    match &words.release {
        Some(version) => one(words, &client, &address, version, output),
        None => {
            let module = client.module(&address)?;
            if words.json {
                output.print_json(&module);
            } else {
                output.print(&releases(&module));
            }
            Ok(0)
        }
    }
}

fn releases(module: &ModuleDetailView) -> String {
    let mut text = format!("{}\n", line(&module.module));
    if !module.groups.is_empty() {
        text.push_str(&format!("limited to {}\n", line(&module.groups.join(", "))));
    }
    let mut rows = vec![["  version", "state", "published", "by", "tree"].map(str::to_owned)];
    rows.extend(module.releases.iter().map(|release| {
        let latest = module.latest.as_ref() == Some(&release.version);
        let state =
            if latest { format!("{}, latest", release.state) } else { release.state.clone() };
        [
            format!("  {}", line(&release.version)),
            line(&state),
            moment(release.published),
            line(&release.published_by),
            line(&release.tree).chars().take(SHORT).chain(['…']).collect(),
        ]
    }));
    text.push_str(&table::columns(&rows));
    for release in module.releases.iter().filter(|release| !release.reason.is_empty()) {
        let ReleaseView { version, state, reason, .. } = release;
        text.push_str(&format!("{version} is {state}: {}\n", line(reason)));
    }
    text
}

fn one(
    words: &ShowWords,
    client: &Client,
    address: &ModuleAddress,
    version: &str,
    output: &mut Output<'_>,
) -> Result<u8> {
    let shown = client.release(address, version)?;
    let keys = match &words.key {
        Some(key) => vec![key.clone()],
        None => client.keys()?.keys.into_iter().map(|key| key.public).collect(),
    };
    let consumers = match client.consumers(address, version) {
        Ok(view) => Some(view.consumers),
        Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::Unauthenticated) => {
            None
        }
        Err(error) => return Err(error),
    };
    let statement = serde_json::from_str::<Statement>(&shown.statement).ok();
    let signed_by = keys.iter().find(|key| is_signed(&shown.statement, &shown.signature, key));
    // An answer about another release is signed as well.
    let is_asked =
        shown.release.module == address.to_string() && is_same(&shown.release.version, version);
    let is_said = statement.as_ref().is_some_and(|said| is_of(said, &shown.release));
    let holds = signed_by.is_some() && is_said && is_asked;
    if words.json {
        output.print_json(&ShownRecord {
            release: &shown.release,
            statement: statement.as_ref(),
            signature: &shown.signature,
            signature_holds: holds,
            consumers: consumers.as_deref(),
            changelog: &shown.details.changelog,
        });
        return Ok(u8::from(!holds));
    }
    output.print(&told(&shown, statement.as_ref(), consumers.as_deref()));
    match signed_by.filter(|_| holds) {
        Some(key) => {
            output.print(&format!("  signature   holds, by the ed25519 key {key}\n"));
            Ok(0)
        }
        None => {
            let error =
                Error::refused(format!("the signature of {address} {version} does not hold"))
                    .hint("it was made with another key, or the release is not what was signed")
                    .hint(
                        "do not use it before whoever looks after the registry has found out why",
                    );
            Ok(output.error(&error))
        }
    }
}

/// Whether what was signed is said of this release.
fn is_of(statement: &Statement, release: &ReleaseView) -> bool {
    statement.module.to_string() == release.module
        && statement.version == release.version
        && statement.archive == release.archive
        && statement.tree == release.tree
        && statement.published_by == release.published_by
        && statement.published == release.published
}

fn told(
    shown: &ReleaseDetailView,
    statement: Option<&Statement>,
    consumers: Option<&[Affected]>,
) -> String {
    let r = &shown.release;
    let mut text = format!("{} {}: {}\n", line(&r.module), line(&r.version), line(&r.state));
    if !r.summary.is_empty() {
        text.push_str(&format!("{}\n", line(&r.summary)));
    }
    text.push('\n');
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<10}  {}\n", line(value)));
        }
    };
    row("reason", &r.reason);
    row("successor", &r.successor);
    row("until", &r.until);
    row("published", &format!("{} by {}", moment(r.published), r.published_by));
    if r.approved > 0 {
        row("approved", &format!("{} by {}", moment(r.approved), r.approved_by));
    }
    row("archive", &format!("sha256:{}, {} bytes", r.archive, r.archive_bytes));
    row("tree", &r.tree);
    if let Some(statement) = statement {
        row("source", &format!("sha256:{}", statement.source));
        if let Some(before) = &statement.judged_against {
            let smallest = statement.smallest.as_deref().unwrap_or("any");
            row("judged", &format!("against {before}; {smallest} was the smallest honest version"));
        }
        let Provenance { repository, commit, tag, run, imported_from, trials } =
            &statement.provenance;
        let parts = [
            ("repository", repository),
            ("commit", commit),
            ("tag", tag),
            ("run", run),
            ("imported", imported_from),
            ("tried", trials),
        ];
        for (name, value) in parts {
            row(name, value.as_deref().unwrap_or_default());
        }
    }
    if let Some(consumers) = consumers {
        let downloads: i64 = consumers.iter().map(|one| one.downloads).sum();
        let named = consumers.iter().map(|one| one.consumer.as_str()).filter(|who| !who.is_empty());
        let named: Vec<&str> = named.take(8).collect();
        let by =
            if named.is_empty() { String::new() } else { format!(", by {}", named.join(", ")) };
        row("installed", &format!("{downloads} times{by}"));
    }
    text
}
