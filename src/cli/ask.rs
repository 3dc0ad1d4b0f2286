//! The one gate before every question: who may be asked, by what, and how it ends.
//!
//! A command asks through [`somebody`] and [`hold`], and through nothing else, so that no prompt
//! ever comes up where nobody sits.

use std::io;

use clap::Args;

use super::last_words::LastWords;
use super::output::{Output, Terminal};
use crate::error::Result;
use crate::wizard::{
    Kind, Outcome, PlainPrompter, Prompter as _, Question, Reply, Session, TerminalPrompter,
    Wizard, drive,
};

/// Flags about being asked, understood by every command.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Words {
    /// Ask nothing: say what is missing instead, as away from a terminal
    #[arg(long, global = true, help_heading = "Questions")]
    no_input: bool,

    /// Ask in numbered lines, as for a screen reader
    #[arg(long, global = true, help_heading = "Questions")]
    plain: bool,
}

impl Words {
    /// Lets the flags say what the environment did not.
    pub(super) fn settle(&self, terminal: &mut Terminal) {
        terminal.asks &= !self.no_input;
        terminal.plain |= self.plain;
    }
}

/// Exit code of a session that was stopped by Ctrl-C, as shells have it.
pub(super) const STOPPED: u8 = 130;

/// Says whether somebody may be asked: at a terminal, and not where the command's own words
/// (`--json`, `--yes`, `--dry-run`) settle that nobody is.
pub(super) fn somebody(output: &Output<'_>, settled: bool) -> bool {
    output.terminal.asks && !output.json && !settled
}

/// Drives a wizard at the terminal until something is decided.
///
/// `keep` puts the session by after every step and says how to go on with it, in the words that
/// are left on the screen should a signal end everything.
///
/// # Errors
/// When the wizard cannot go on, or the terminal is gone.
pub(super) fn hold(
    wizard: &dyn Wizard,
    session: &mut Session,
    keep: &mut dyn FnMut(&Session) -> String,
    output: &mut Output<'_>,
) -> Result<Outcome> {
    debug_assert!(output.terminal.asks, "nobody may be asked");
    let last_words = LastWords::watch();
    let mut keep = |session: &Session| last_words.set(keep(session));
    let Terminal { plain, err_colour, width, .. } = output.terminal;
    let outcome = if plain {
        let mut prompter = PlainPrompter::new(io::stdin().lock(), output.err(), width);
        drive(wizard, &mut prompter, session, &mut keep)
    } else {
        drive(wizard, &mut TerminalPrompter::new(err_colour), session, &mut keep)
    };
    last_words.set(String::new());
    outcome
}

/// Asks whether something is to be done; no, unless somebody says yes. `None` when it was stopped.
///
/// # Errors
/// When the terminal is gone.
pub(super) fn confirm(title: &str, output: &mut Output<'_>) -> Result<Option<bool>> {
    debug_assert!(output.terminal.asks, "nobody may be asked");
    let mut question = Question::new("confirm", title, Kind::Confirm);
    question.recommended = Some(false.into());
    let check = |value: &hcl_rs::Value| question.offers(value);
    let Terminal { plain, err_colour, width, .. } = output.terminal;
    let reply = if plain {
        PlainPrompter::new(io::stdin().lock(), output.err(), width).ask(&question, &check)?
    } else {
        TerminalPrompter::new(err_colour).ask(&question, &check)?
    };
    Ok(match reply {
        Reply::Answer(value) => {
            Some(value.as_bool() == Some(true) || value.as_str() == Some("true"))
        }
        Reply::Back(_) | Reply::Stop(_) => None,
    })
}
