//! `pave offline …`

use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use crate::error::{Error, Result};
use crate::offline::{added, mirror, provider};
use crate::schema::{Provider, Providers};

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
    /// Make a provider mirror that Terraform can use with no network
    Install {
        /// Where to make it
        dir: Utf8PathBuf,
    },
    /// Stand in for a provider; Terraform starts this
    #[command(hide = true)]
    Provider {
        /// The provider's address, such as hashicorp/aws
        address: String,
        /// Its packed schema, when it is none of the embedded providers
        #[arg(long)]
        schema: Option<Utf8PathBuf>,
    },
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
        OfflineCommand::Install { dir } => {
            let providers = added::load(&added::default_data_dir()?)?;
            let installed = mirror::install(dir, &providers, &program()?)?;
            for (name, value) in &installed.environment {
                anstream::println!("export {name}={value}");
            }
        }
        OfflineCommand::Provider { address, schema } => {
            let provider: &'static Provider = match schema {
                Some(file) => Box::leak(Box::new(added::open(file)?)),
                None => Providers::embedded().find(address).ok_or_else(|| {
                    Error::not_found(format!("there is no embedded provider {address}"))
                })?,
            };
            provider::serve(provider)?;
        }
        OfflineCommand::Pack { file, to } => added::pack_file(file, to)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The file of this program.
fn program() -> Result<Utf8PathBuf> {
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Error::io("cannot tell where pave is", e);
    let program = std::env::current_exe().map_err(|e| failed(e.into()))?;
    Utf8PathBuf::try_from(program).map_err(|e| failed(e.into()))
}
