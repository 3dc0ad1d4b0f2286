//! Providers that are not part of the program: packed once, found again by every later run.

use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};
use flate2::read::MultiGzDecoder;
use semver::Version;

use super::files;
use crate::error::{Error, Result};
use crate::schema::json::{self, ProviderSchema};
use crate::schema::pack::{self, Pack};
use crate::schema::provider::full_address;
use crate::schema::{Provider, Providers};

/// The most that a schema may be, inflated: five times what the largest providers print.
const MAX_SCHEMA_BYTES: u64 = 500 * 1024 * 1024;

/// A provider that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its full address.
    pub address: String,
    /// Its version.
    pub version: Version,
    /// Where its packed schema was written.
    pub file: Utf8PathBuf,
    /// How many resource types it has.
    pub resources: usize,
    /// How many data sources it has.
    pub data_sources: usize,
}

/// Packs every provider of `file`, which is what `terraform providers schema -json` printed, plain
/// or gzipped, and keeps the packs in `data_dir`, where [`load`] finds them.
///
/// That output says no versions. A provider's is taken from `versions` (source and version), then
/// from a `.terraform.lock.hcl` beside the file, then from the file's name (`cloud-1.2.3.json`).
///
/// # Errors
/// When the file cannot be read, is something else, or a version is not to be found. Then nothing
/// has been added.
pub fn add(
    file: &Utf8Path,
    versions: &[(String, Version)],
    data_dir: &Utf8Path,
) -> Result<Vec<Added>> {
    let schemas = read_schemas(file)?;
    let locked = locked_versions(file);
    let versioned: Vec<_> = schemas
        .iter()
        .map(|schema| Ok((schema, version_of(schema, file, versions, &locked)?)))
        .collect::<Result<_>>()?;
    versioned.into_iter().map(|(schema, version)| keep(schema, version, data_dir)).collect()
}

/// The embedded providers and those added to `data_dir`, which need not exist.
///
/// # Errors
/// When a pack in it cannot be read or is damaged.
pub fn load(data_dir: &Utf8Path) -> Result<Providers> {
    let mut added = Vec::new();
    for entry in walkdir::WalkDir::new(data_dir).sort_by_file_name().into_iter().flatten() {
        let Ok(file) = Utf8PathBuf::try_from(entry.into_path()) else { continue };
        if file.extension() == Some("pack") {
            added.push(open(&file)?);
        }
    }
    Ok(Providers::embedded_and(added))
}

/// Opens one packed schema.
///
/// # Errors
/// When it cannot be read or is damaged.
pub fn open(file: &Utf8Path) -> Result<Provider> {
    let pack = Pack::open(files::read(file)?).map_err(|e| Error {
        message: format!("cannot use the provider schema in {file}"),
        hints: e.hints.clone(),
        ..Error::io(String::new(), e)
    })?;
    Provider::new(pack, Some(file.to_owned()))
}

/// Packs the one provider of `file`, named `PROVIDER-VERSION.json`, into the file `to`.
///
/// # Errors
/// When the file cannot be read, is something else, or holds several providers.
pub fn pack_file(file: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let schemas = read_schemas(file)?;
    let [schema] = schemas.as_slice() else {
        return Err(Error::usage(format!("{file} holds {} providers, not one", schemas.len())));
    };
    let version = version_of(schema, file, &[], &[])?;
    files::write(to, &pack::pack(&schema.address, &version.to_string(), &schema.schema))
}

/// Where added providers are kept when nothing else is said: `PAVE_DATA_DIR`, or `pave/providers`
/// in the user's data directory.
///
/// # Errors
/// When none of the variables that name such a directory is set.
pub fn default_data_dir() -> Result<Utf8PathBuf> {
    let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let under = |dir: String, path: &str| Utf8PathBuf::from(dir).join(path);
    variable("PAVE_DATA_DIR")
        .map(|dir| under(dir, "providers"))
        .or_else(|| variable("XDG_DATA_HOME").map(|dir| under(dir, "pave/providers")))
        .or_else(|| variable("LOCALAPPDATA").map(|dir| under(dir, "pave/providers")))
        .or_else(|| variable("HOME").map(|dir| under(dir, ".local/share/pave/providers")))
        .ok_or_else(|| {
            Error::usage("there is no directory to keep providers in: HOME is not set")
                .hint("set PAVE_DATA_DIR to a directory")
        })
}

fn read_schemas(file: &Utf8Path) -> Result<Vec<ProviderSchema>> {
    let mut text = files::read(file)?;
    if text.starts_with(&[0x1f, 0x8b]) {
        let mut inflated = Vec::new();
        MultiGzDecoder::new(text.as_slice())
            .take(MAX_SCHEMA_BYTES)
            .read_to_end(&mut inflated)
            .map_err(|e| Error::io(format!("cannot inflate {file}"), e))?;
        text = inflated;
    }
    let schemas =
        json::read(&text).map_err(|e| Error { message: format!("{file}: {}", e.message), ..e })?;
    if schemas.is_empty() {
        return Err(Error::usage(format!("{file} holds no provider"))
            .hint("run `terraform init` before `terraform providers schema -json`"));
    }
    Ok(schemas)
}

fn keep(schema: &ProviderSchema, version: Version, data_dir: &Utf8Path) -> Result<Added> {
    let address = &schema.address;
    let safe = |c: char| c.is_ascii_alphanumeric() || "._-:/".contains(c);
    if !address.chars().all(safe) || address.split('/').any(|part| part.starts_with('.')) {
        return Err(Error::usage(format!("`{address}` is no provider address")));
    }
    let file = data_dir.join(format!("{}.pack", address.replace(':', "_")));
    files::write(&file, &pack::pack(address, &version.to_string(), &schema.schema))?;
    Ok(Added {
        address: address.clone(),
        version,
        file,
        resources: schema.schema.resources.len(),
        data_sources: schema.schema.data_sources.len(),
    })
}

fn version_of(
    schema: &ProviderSchema,
    file: &Utf8Path,
    versions: &[(String, Version)],
    locked: &[(String, Version)],
) -> Result<Version> {
    let given = versions.iter().map(|(source, v)| (full_address(source), v));
    let locked = locked.iter().map(|(address, v)| (address.clone(), v));
    if let Some((_, version)) = given.chain(locked).find(|(a, _)| *a == schema.address) {
        return Ok(version.clone());
    }
    let name = schema.address.rsplit('/').next().unwrap_or_default();
    let stem = file.file_name().unwrap_or_default();
    let stem = stem.trim_end_matches(".gz").trim_end_matches(".json");
    let version = stem.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    version.and_then(|v| Version::parse(v).ok()).ok_or_else(|| {
        Error::usage(format!("{file} does not say which version of {} it is of", schema.address))
            .hint(format!("say it: --provider-version {}=1.2.3", schema.address))
            .hint("or put the .terraform.lock.hcl of the same `terraform init` beside the file")
    })
}

/// The versions in the lock file beside `file`, by address; a lock file that cannot be read is none.
fn locked_versions(file: &Utf8Path) -> Vec<(String, Version)> {
    let lock = file.parent().map(|dir| dir.join(".terraform.lock.hcl"));
    let text = lock.and_then(|lock| std::fs::read_to_string(lock).ok()).unwrap_or_default();
    let body = hcl_rs::parse(&text).unwrap_or_default();
    body.blocks()
        .filter(|block| block.identifier() == "provider")
        .filter_map(|block| {
            let address = block.labels().first()?.as_str().to_owned();
            let version = block.body().attributes().find(|a| a.key() == "version")?;
            let hcl_rs::Expression::String(version) = version.expr() else { return None };
            Some((address, Version::parse(version).ok()?))
        })
        .collect()
}
