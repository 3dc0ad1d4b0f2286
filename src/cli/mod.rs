//! The command line: words in, an operation, a report out.

pub mod offline;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// The paved road for Terraform.
#[derive(Debug, Parser)]
#[command(name = "pave", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `pave` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run real Terraform with no network and no cloud
    Offline(offline::OfflineArgs),
}

/// Runs the command that the process's arguments name and says how the process should end.
#[must_use]
pub fn main() -> ExitCode {
    let Command::Offline(args) = Cli::parse().command;
    match offline::run(&args) {
        Ok(code) => code,
        Err(error) => {
            report(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}

fn report(error: &Error) {
    anstream::eprintln!("error: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        anstream::eprintln!("  because: {cause}");
        source = cause.source();
    }
    for hint in &error.hints {
        anstream::eprintln!("  help: {hint}");
    }
}
