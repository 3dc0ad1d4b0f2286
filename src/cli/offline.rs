//! `pave offline …`

use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use crate::error::Result;
use crate::offline::added;

/// Run real Terraform with no network and no cloud
#[derive(Debug, Args)]
pub struct OfflineArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: OfflineCommand,
}

/// What `pave offline` can do.
#[derive(Debug, Subcommand)]
pub enum OfflineCommand {
    /// Pack a provider's schema (the output of `terraform providers schema -json`) into one file
    #[command(hide = true)]
    Pack {
        /// The schema, plain or gzipped, named PROVIDER-VERSION.json
        file: Utf8PathBuf,
        /// Where to write the pack
        #[arg(long)]
        to: Utf8PathBuf,
    },
}

/// Runs one of the commands.
///
/// # Errors
/// What the operation says.
pub fn run(args: &OfflineArgs) -> Result<ExitCode> {
    match &args.command {
        OfflineCommand::Pack { file, to } => added::pack_file(file, to)?,
    }
    Ok(ExitCode::SUCCESS)
}
