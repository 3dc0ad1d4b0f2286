//! Changing the state of a release.

use clap::Args;
use serde::Serialize;

use super::{Which, line, moment};
use crate::cli::ask;
use crate::cli::output::Output;
use crate::cli::registry::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::client::Client;
use crate::registry::view::ReleaseView;
use crate::registry::{Affected, Transition};
use crate::release::ModuleAddress;
use crate::report::table;

/// Most consumers that are named before somebody decides.
const MOST_NAMED: usize = 20;

#[derive(Debug, Args)]
#[command(after_help = "\
Who published a release may not approve it where the catalog says `self_approval: false`. What was \
deprecated or revoked may be used again after this.

Examples:
  pave --catalog acme approve postgres 1.2.0
  pave approve platform/postgres/aws 1.2.0 --registry https://registry.acme.example")]
pub(in crate::cli) struct ApproveWords {
    #[command(flatten)]
    which: Which,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct SubmitWords {
    #[command(flatten)]
    which: Which,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave deprecate postgres 1.2.0 --reason 'PostgreSQL 14 ends' --successor 'platform/postgres/aws 2.0.0' \\
    --until 2027-03-31")]
pub(in crate::cli) struct DeprecateWords {
    #[command(flatten)]
    which: Which,

    /// Why, for everybody who uses it
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// What to use instead, such as `platform/postgres/aws 2.0.0`
    #[arg(long, value_name = "RELEASE", default_value = "")]
    successor: String,

    /// The day until which it may be used, such as 2027-03-31
    #[arg(long, value_name = "DAY", default_value = "")]
    until: String,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Says first who has installed it. They keep it and are warned; for everybody else it is gone, and \
Terraform prints the reason.

Examples:
  pave revoke postgres 1.2.0 --reason 'The database is open to the world: CVE-2027-1234'
  pave revoke postgres 1.2.0 --reason 'CVE-2027-1234' --successor 'platform/postgres/aws 1.2.1' --yes")]
pub(in crate::cli) struct RevokeWords {
    #[command(flatten)]
    which: Which,

    /// Why, for everybody who uses it
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// What to use instead, such as `platform/postgres/aws 1.2.1`
    #[arg(long, value_name = "RELEASE", default_value = "")]
    successor: String,

    /// Do it without asking
    #[arg(long, short)]
    yes: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct DeleteWords {
    #[command(flatten)]
    which: Which,

    /// Why, for everybody who used it
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Do it without asking
    #[arg(long, short)]
    yes: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells of a release that is taken away.
#[derive(Serialize)]
struct TakenRecord<'a> {
    done: bool,
    /// Who has installed it, the busiest first.
    affected: &'a [Affected],
    /// The release afterwards; null when nothing was done.
    release: Option<ReleaseView>,
}

pub(in crate::cli) fn approve(
    words: &ApproveWords,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    change(&words.which, &Transition::Approve, words.json, place, output)
}

pub(super) fn submit(
    words: &SubmitWords,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    change(&words.which, &Transition::Submit, words.json, place, output)
}

pub(in crate::cli) fn deprecate(
    words: &DeprecateWords,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let transition = Transition::Deprecate {
        reason: words.reason.clone(),
        successor: words.successor.clone(),
        until: words.until.clone(),
    };
    change(&words.which, &transition, words.json, place, output)
}

pub(in crate::cli) fn revoke(
    words: &RevokeWords,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let transition =
        Transition::Revoke { reason: words.reason.clone(), successor: words.successor.clone() };
    take_away(&words.which, &transition, words.yes, place, output)
}

pub(super) fn delete(
    words: &DeleteWords,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let transition = Transition::Delete { reason: words.reason.clone() };
    take_away(&words.which, &transition, words.yes, place, output)
}

fn change(
    which: &Which,
    transition: &Transition,
    json: bool,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = json;
    let client = place.client()?;
    let address = place.address(&which.module)?;
    let release = client.transition(&address, &which.release, transition)?;
    if json {
        output.print_json(&release);
    } else {
        output.print(&after(&release));
    }
    Ok(0)
}

/// Says who is affected, asks, and does it.
fn take_away(
    which: &Which,
    transition: &Transition,
    yes: bool,
    place: &Place<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let client = place.client()?;
    let address = place.address(&which.module)?;
    let affected = affected(&client, &address, &which.release)?;
    let name = format!("{address} {}", which.release);
    let verb = transition.as_str();
    if !output.json {
        output.print(&told(&name, &affected));
    }
    if !yes && ask::somebody(output, false) {
        match ask::confirm(&format!("{} {name}?", capital(verb)), output)? {
            Some(true) => {}
            Some(false) => {
                output.note("nothing was changed");
                return Ok(0);
            }
            None => return Ok(ask::STOPPED),
        }
    } else if !yes {
        if output.json {
            output.print_json(&TakenRecord { done: false, affected: &affected, release: None });
            return Ok(ErrorKind::Usage.exit_code());
        }
        return Err(Error::usage(format!("to {verb} {name} needs a yes"))
            .hint("--yes gives it, once you have seen who is affected"));
    }
    let release = client.transition(&address, &which.release, transition)?;
    if output.json {
        let release = Some(release);
        output.print_json(&TakenRecord { done: true, affected: &affected, release });
    } else {
        output.print(&after(&release));
    }
    Ok(0)
}

/// Who has installed a release, as far as the caller may know.
fn affected(client: &Client, address: &ModuleAddress, version: &str) -> Result<Vec<Affected>> {
    Ok(client.consumers(address, version)?.consumers)
}

fn told(name: &str, affected: &[Affected]) -> String {
    if affected.is_empty() {
        return format!("nobody has installed {name}\n");
    }
    let downloads: i64 = affected.iter().map(|one| one.downloads).sum();
    let named = affected.iter().filter(|one| !one.consumer.is_empty()).count();
    let mut text = format!(
        "{name} was installed {downloads} {}, by {named} {} with a name\n",
        if downloads == 1 { "time" } else { "times" },
        if named == 1 { "consumer" } else { "consumers" },
    );
    let mut rows = vec![["  consumer", "downloads", "last seen"].map(str::to_owned)];
    rows.extend(affected.iter().take(MOST_NAMED).map(|one| {
        let who = if one.consumer.is_empty() { "without a name" } else { &one.consumer };
        [format!("  {}", line(who)), one.downloads.to_string(), moment(one.last_seen)]
    }));
    text.push_str(&table::columns(&rows));
    let more = affected.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        text.push_str(&format!("  and {more} more\n"));
    }
    text
}

/// A release after it was changed, in a line.
fn after(release: &ReleaseView) -> String {
    let ReleaseView { module, version, state, reason, successor, until, .. } = release;
    let mut text = format!("{module} {version} is {state}");
    if !until.is_empty() {
        text.push_str(&format!(" until {}", line(until)));
    }
    if !reason.is_empty() {
        text.push_str(&format!(": {}", line(reason)));
    }
    if !successor.is_empty() {
        text.push_str(&format!(". Use {}", line(successor)));
    }
    text.push('\n');
    text
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}
