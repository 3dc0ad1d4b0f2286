//! `pave offline …`

use std::process::ExitCode;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand};
use semver::Version;

use crate::error::{Error, Result};
use crate::offline::{Added, added, mirror, provider};
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
    /// Add a provider, from what `terraform providers schema -json` prints
    #[command(after_help = "\
Where the provider can be downloaded: terraform init && terraform providers schema -json > schema.json
Then, anywhere: pave offline add schema.json")]
    Add {
        /// The schema, plain or gzipped
        file: Utf8PathBuf,
        /// The version of a provider, where no .terraform.lock.hcl lies beside the file
        #[arg(long = "provider-version", value_name = "SOURCE=VERSION", value_parser = source_version)]
        versions: Vec<(String, Version)>,
        /// A mirror to bring up to date
        #[arg(long)]
        dir: Option<Utf8PathBuf>,
    },
    /// Stand in for a provider; Terraform starts this
    #[command(hide = true)]
    Provider {
        /// The provider's address, such as hashicorp/aws
        address: String,
        /// Its packed schema, when it is none of the embedded providers
        #[arg(long)]
        schema: Option<Utf8PathBuf>,
        /// The only types to tell Terraform of
        #[arg(long, value_delimiter = ',')]
        only: Option<Vec<String>>,
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
        OfflineCommand::Install { dir } => install(dir)?,
        OfflineCommand::Add { file, versions, dir } => {
            for added in added::add(file, versions, &added::default_data_dir()?)? {
                let Added { address, version, resources, data_sources, .. } = added;
                anstream::println!(
                    "added {address} {version} (resource types: {resources}, data sources: {data_sources})"
                );
            }
            if let Some(dir) = dir {
                install(dir)?;
            }
        }
        OfflineCommand::Provider { address, schema, only } => {
            let provider: Arc<Provider> = match schema {
                Some(file) => Arc::new(added::open(file)?),
                None => Providers::embedded().shared(address).ok_or_else(|| {
                    Error::not_found(format!("there is no embedded provider {address}"))
                })?,
            };
            provider::serve(provider, only.clone().map(|only| only.into_iter().collect()))?;
        }
        OfflineCommand::Pack { file, to } => added::pack_file(file, to)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn install(dir: &Utf8Path) -> Result<()> {
    let providers = added::load(&added::default_data_dir()?)?;
    let installed = mirror::install(dir, &providers, &program()?)?;
    for (name, value) in &installed.environment {
        anstream::println!("export {name}={value}");
    }
    Ok(())
}

fn source_version(text: &str) -> Result<(String, Version), String> {
    let (source, version) = text.split_once('=').ok_or("write it as namespace/name=1.2.3")?;
    let version = Version::parse(version).map_err(|e| format!("`{version}`: {e}"))?;
    Ok((source.to_owned(), version))
}

/// The file of this program.
fn program() -> Result<Utf8PathBuf> {
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Error::io("cannot tell where pave is", e);
    let program = std::env::current_exe().map_err(|e| failed(e.into()))?;
    Utf8PathBuf::try_from(program).map_err(|e| failed(e.into()))
}
