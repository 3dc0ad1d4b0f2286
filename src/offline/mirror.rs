//! A provider mirror on disk: what Terraform is pointed at to find the stand-ins.

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::error::Result;
use crate::schema::Providers;

/// A mirror that is ready for use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The directory it is in.
    pub dir: Utf8PathBuf,
    /// Terraform's CLI configuration that names the mirror.
    pub cli_config: Utf8PathBuf,
    /// What to export for Terraform to use it, in order: `TF_CLI_CONFIG_FILE` and its value.
    pub environment: Vec<(String, String)>,
    /// The address and version of each provider in it.
    pub providers: Vec<(String, Version)>,
}

/// A provider that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its full address.
    pub address: String,
    /// Its version.
    pub version: Version,
    /// Where its packed schema was written.
    pub file: Utf8PathBuf,
    /// How many resource types, data sources and ephemeral resource types it has.
    pub counts: [usize; 3],
}

/// Makes a mirror of `providers` in `dir`, whose launchers start `program` (this program's file).
///
/// Doing it again changes nothing, or brings the mirror up to date; each file is replaced whole.
///
/// # Errors
/// When a file cannot be written, or the platform is one that launcher scripts do not run on.
pub fn install(dir: &Utf8Path, providers: &Providers, program: &Utf8Path) -> Result<Installed> {
    let _ = (dir, providers, program);
    todo!()
}

/// Packs every provider of `file`, which is what `terraform providers schema -json` printed, plain
/// or gzipped, and keeps the packs in `data_dir`, where [`load`] finds them.
///
/// That output says no versions. A provider's is taken from `versions` (address and version), then
/// from a `.terraform.lock.hcl` beside the file, then from the file's name (`cloud-1.2.3.json`).
///
/// # Errors
/// When the file cannot be read, is something else, or a version is not to be found.
pub fn add(
    file: &Utf8Path,
    versions: &[(String, Version)],
    data_dir: &Utf8Path,
) -> Result<Vec<Added>> {
    let _ = (file, versions, data_dir);
    todo!()
}

/// The embedded providers and those added to `data_dir`, which need not exist.
///
/// # Errors
/// When a pack in it cannot be read or is damaged.
pub fn load(data_dir: &Utf8Path) -> Result<Providers> {
    let _ = data_dir;
    todo!()
}

/// Where added providers are kept when nothing else is said: `pave/providers` in the user's data
/// directory; `PAVE_DATA_DIR` puts it elsewhere.
///
/// # Errors
/// When the user has no home directory.
pub fn default_data_dir() -> Result<Utf8PathBuf> {
    todo!()
}
