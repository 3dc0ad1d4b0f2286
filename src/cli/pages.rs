//! `pave completions` and `pave man`

use clap::Args;
use clap_complete::Shell;

use super::output::Output;
use crate::error::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct CompletionWords {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManWords {
    /// A command; pave itself when left out
    command: Option<String>,
}

pub(super) fn completions(
    words: &CompletionWords,
    command: &mut clap::Command,
    output: &mut Output<'_>,
) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(words.shell, command, "pave", &mut script);
    output.print(&String::from_utf8_lossy(&script));
    Ok(0)
}

pub(super) fn man(
    words: &ManWords,
    command: &clap::Command,
    output: &mut Output<'_>,
) -> Result<u8> {
    let command = match &words.command {
        None => command.clone(),
        Some(name) => {
            let found = command.find_subcommand(name).ok_or_else(|| {
                Error::usage(format!("pave has no command `{name}`")).hint("pave --help lists them")
            })?;
            // `find_subcommand` alone has not seen what the parents hand down.
            found.clone().bin_name(format!("pave {name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|e| Error::io("cannot write the manual page", e))?;
    output.print(&String::from_utf8_lossy(&page));
    Ok(0)
}
