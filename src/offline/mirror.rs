//! A provider mirror on disk: what Terraform is pointed at to find the stand-ins.
//!
//! A mirror holds a small launcher for each provider where Terraform expects the provider itself.
//! The launcher starts this program, so a mirror is some kilobytes and is made in no time.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::files;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Provider, Providers};

/// A mirror that is ready for use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The directory it is in.
    pub dir: Utf8PathBuf,
    /// Terraform's CLI configuration that names the mirror.
    pub cli_config: Utf8PathBuf,
    /// What to export for Terraform to use it: names and values.
    pub environment: Vec<(String, String)>,
    /// The address and version of each provider in it.
    pub providers: Vec<(String, Version)>,
}

/// A provider as a mirror serves it.
#[derive(Debug, Clone)]
pub struct Served<'p> {
    /// The provider.
    pub provider: &'p Provider,
    /// The version it is served under.
    pub version: Version,
    /// The types that Terraform is told of, when not of all.
    pub only: Option<BTreeSet<String>>,
}

impl<'p> Served<'p> {
    /// All of a provider under its own version.
    #[must_use]
    pub fn whole(provider: &'p Provider) -> Self {
        Self { provider, version: provider.version().clone(), only: None }
    }
}

/// Makes a mirror of `providers` in `dir`, whose launchers start `program` (this program's file).
///
/// Doing it again changes nothing, or brings the mirror up to date; each file is replaced whole.
///
/// # Errors
/// When a file cannot be written, or the platform is one that launcher scripts do not run on.
pub fn install(dir: &Utf8Path, providers: &Providers, program: &Utf8Path) -> Result<Installed> {
    let served: Vec<_> = providers.iter().map(Served::whole).collect();
    install_served(dir, &served, program)
}

/// [`install`], with each provider as the caller wants it served.
///
/// # Errors
/// As [`install`].
pub fn install_served(
    dir: &Utf8Path,
    providers: &[Served<'_>],
    program: &Utf8Path,
) -> Result<Installed> {
    let platform = platform()?;
    let dir = absolute(dir)?;
    let mirror = dir.join("mirror");
    for served in providers {
        let Served { provider, version, .. } = served;
        let file = format!("terraform-provider-{}_v{version}_x6", provider.name());
        let versions = mirror.join(provider.address());
        remove_others(&versions, version)?;
        let package = versions.join(version.to_string()).join(&platform);
        files::write_executable(&package.join(file), launcher(served, program).as_bytes())?;
    }
    let cli_config = dir.join("terraform.rc");
    files::write(&cli_config, config(&mirror).as_bytes())?;
    Ok(Installed {
        environment: vec![("TF_CLI_CONFIG_FILE".to_owned(), cli_config.to_string())],
        providers: providers
            .iter()
            .map(|s| (s.provider.address().to_owned(), s.version.clone()))
            .collect(),
        cli_config,
        dir,
    })
}

/// Removes what an earlier install served under other versions.
fn remove_others(versions: &Utf8Path, version: &Version) -> Result<()> {
    let Ok(entries) = versions.read_dir_utf8() else { return Ok(()) };
    let wanted = version.to_string();
    for entry in entries.flatten().filter(|entry| entry.file_name() != wanted) {
        let path = entry.path();
        std::fs::remove_dir_all(path).map_err(|e| Error::io(format!("cannot remove {path}"), e))?;
    }
    Ok(())
}

/// The name Terraform has for the machine this runs on, such as `linux_amd64`.
fn platform() -> Result<String> {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os @ ("linux" | "freebsd" | "openbsd") => os,
        other => {
            return Err(Error::new(
                ErrorKind::Refused,
                format!(
                    "stand-in providers are not started on {other}: launchers are shell scripts"
                ),
            ));
        }
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        other => other,
    };
    Ok(format!("{os}_{arch}"))
}

/// The script that Terraform takes for the provider.
///
/// When the program is gone, Terraform shows the first line of standard output and nothing else.
fn launcher(served: &Served<'_>, program: &Utf8Path) -> String {
    let provider = served.provider;
    let mut options = String::new();
    if let Some(file) = provider.file() {
        options = format!(" --schema {}", quoted(file.as_str()));
    }
    if let Some(only) = &served.only {
        let only: Vec<&str> = only.iter().map(String::as_str).collect();
        options = format!("{options} --only {}", quoted(&only.join(",")));
    }
    format!(
        "#!/bin/sh\n\
         pave={}\n\
         [ -x \"$pave\" ] || pave=$(command -v pave) || {{\n\
         \x20 echo 'pave is no longer where it was; run `pave offline install` again'\n\
         \x20 exit 1\n\
         }}\n\
         exec \"$pave\" offline provider {}{}\n",
        quoted(program.as_str()),
        quoted(provider.address()),
        options,
    )
}

fn config(mirror: &Utf8Path) -> String {
    let path = mirror.as_str().replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${");
    format!(
        "disable_checkpoint = true\n\
         provider_installation {{\n\
         \x20 filesystem_mirror {{\n\
         \x20   path = \"{path}\"\n\
         \x20 }}\n\
         }}\n"
    )
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn absolute(dir: &Utf8Path) -> Result<Utf8PathBuf> {
    camino::absolute_utf8(dir).map_err(|e| Error::io(format!("cannot tell where {dir} is"), e))
}
