//! `pave release`, and what becomes of a release: `pave approve`, `pave deprecate`, `pave revoke`.

mod change;
mod show;

use clap::{Args, Subcommand};

pub(super) use change::{ApproveWords, DeprecateWords, RevokeWords, approve, deprecate, revoke};

use super::output::Output;
use super::registry::Place;
use crate::error::Result;

#[derive(Debug, Args)]
pub(super) struct Words {
    #[command(subcommand)]
    command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
enum ReleaseCommand {
    /// List the modules of the registry, each with the release that is recommended
    List(show::ListWords),
    /// Show the releases of a module, or all that is known of one
    Show(show::ShowWords),
    /// Have a draft looked at
    Submit(change::SubmitWords),
    /// Remove the files of a release; its version can never be used again
    Delete(change::DeleteWords),
}

/// Which release is meant.
#[derive(Debug, Args)]
struct Which {
    /// The module: its name in the catalog, or NAMESPACE/NAME/SYSTEM
    module: String,

    /// The version
    #[arg(value_name = "VERSION")]
    release: String,
}

pub(super) fn run(words: &Words, place: &Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    match &words.command {
        ReleaseCommand::List(words) => show::list(words, place, output),
        ReleaseCommand::Show(words) => show::show(words, place, output),
        ReleaseCommand::Submit(words) => change::submit(words, place, output),
        ReleaseCommand::Delete(words) => change::delete(words, place, output),
    }
}

/// A text of the registry as it may be printed in a line: nothing in it moves a cursor.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A moment in milliseconds since 1970, for people.
fn moment(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_default()
}
