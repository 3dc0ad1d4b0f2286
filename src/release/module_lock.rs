//! The lock of a root module's modules: which release each call uses, and what its files are.
//!
//! Terraform's own lock file leaves modules out. This one lies beside it, goes into version control
//! with it, and needs nothing else to be checked: what the registry signed of each release is in
//! it, and the hash of every file, which together make up the tree hash that was signed.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::standing::Claim;
use crate::error::{Error, Result};
use crate::terraform::{ModuleSource, RegistrySource, hash_of_hashes};

/// The name of the file. It begins as `.terraform.lock.hcl` does, so that neither Terraform nor
/// anybody takes it for configuration, and says whose it is, so that it is in nobody's way should
/// Terraform lock modules itself one day.
pub const MODULE_LOCK: &str = ".pave.modules.lock.json";

/// Largest lock that is read, in bytes.
pub const MAX_LOCK_BYTES: u64 = 16_000_000;

/// The only format there is.
const FORMAT: u32 = 1;

/// The lock of a root module's modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleLock {
    /// Version of this file's format.
    pub format: u32,
    /// By host, the public keys with which its registry signs.
    pub keys: BTreeMap<String, BTreeSet<String>>,
    /// The packages that calls use, by source and version.
    pub modules: Vec<Locked>,
}

/// A package that is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Locked {
    /// The source, in full, without the directory inside it.
    pub source: String,
    /// The version, for one from a registry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The tree hash, `h1:…`.
    pub tree: String,
    /// What the registry says of it; absent where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// SHA-256 of each file, in hex; together they make up the tree hash.
    pub files: BTreeMap<Utf8PathBuf, String>,
}

/// What a registry signed of a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signed {
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// What was signed, JSON, byte for byte.
    pub statement: String,
    /// The signature, base64.
    pub signature: String,
}

/// How the files of a package differ from those that it should have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileChanges {
    /// Files that hold something else.
    pub changed: Vec<Utf8PathBuf>,
    /// Files that should not be there.
    pub added: Vec<Utf8PathBuf>,
    /// Files that are missing.
    pub removed: Vec<Utf8PathBuf>,
}

impl Default for ModuleLock {
    fn default() -> Self {
        Self { format: FORMAT, keys: BTreeMap::new(), modules: Vec::new() }
    }
}

impl ModuleLock {
    /// Reads a lock; `path` is what it is called in messages.
    ///
    /// # Errors
    /// When it is damaged or of another format.
    pub fn read(path: &Utf8Path, text: &[u8]) -> Result<Self> {
        let damaged = |e: serde_json::Error| {
            Error::refused(format!("{path} cannot be read: {e}"))
                .hint("restore it from version control, or remove it and run `pave lock`")
        };
        // The format first: what a later one holds is not for this version to complain of.
        let value: serde_json::Value = serde_json::from_slice(text).map_err(damaged)?;
        let format = value.get("format").and_then(serde_json::Value::as_u64);
        if format != Some(u64::from(FORMAT)) {
            let format = format.map_or("none".to_owned(), |format| format.to_string());
            return Err(Error::refused(format!(
                "{path} has format {format}, and this version of pave reads {FORMAT}"
            ))
            .hint("use the version of pave that wrote it, or a later one"));
        }
        serde_json::from_value(value).map_err(damaged)
    }

    /// The lock as it is written: the same bytes for the same modules.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut sorted = self.clone();
        sorted.modules.sort();
        let mut bytes = serde_json::to_vec_pretty(&sorted).expect("a lock is plain data");
        bytes.push(b'\n');
        bytes
    }

    /// The entry of a package.
    #[must_use]
    pub fn get(&self, source: &str, version: Option<&str>) -> Option<&Locked> {
        let is = |one: &&Locked| one.source == source && one.version.as_deref() == version;
        self.modules.iter().find(is)
    }

    /// The versions of a package that are locked.
    pub fn versions<'l>(&'l self, source: &'l str) -> impl Iterator<Item = &'l str> {
        let of = self.modules.iter().filter(move |one| one.source == source);
        of.filter_map(|one| one.version.as_deref())
    }

    /// Whether an entry says what was signed for it, and its files are those of its tree hash.
    ///
    /// An entry that nobody signed for has to be whole only.
    ///
    /// # Errors
    /// One clause that says what is wrong.
    pub fn check(&self, entry: &Locked) -> Result<(), String> {
        let hashes = entry.files.iter().map(|(path, hash)| (path.as_path(), hash));
        if hash_of_hashes(hashes) != entry.tree {
            return Err("its files are not those of its tree hash".to_owned());
        }
        let Some(signed) = &entry.signed else { return Ok(()) };
        let source = entry.source.parse::<ModuleSource>().ok();
        let registry = source.as_ref().and_then(ModuleSource::as_registry);
        let (Some(registry), Some(version)) = (registry, &entry.version) else {
            return Err("a signature stands by what is in no registry".to_owned());
        };
        let none = BTreeSet::new();
        let keys = self.keys.get(registry.host()).unwrap_or(&none);
        let module = module_of(registry);
        let claim = Claim { module: &module, version, tree: &entry.tree, archive: &signed.archive };
        claim.is_backed_by(&signed.statement, &signed.signature, keys)
    }
}

/// The address of a source within its registry, `namespace/name/system`.
#[must_use]
pub fn module_of(source: &RegistrySource) -> String {
    format!("{}/{}/{}", source.namespace, source.name, source.provider)
}

impl FileChanges {
    /// How files differ from those that should be there, each by its hash.
    #[must_use]
    pub fn between(
        should: &BTreeMap<Utf8PathBuf, String>,
        is: &BTreeMap<Utf8PathBuf, String>,
    ) -> Self {
        let missing = |path: &&Utf8PathBuf| !is.contains_key(*path);
        let changed = |(path, hash): (&Utf8PathBuf, &String)| {
            is.get(path).is_some_and(|other| other != hash).then(|| path.clone())
        };
        Self {
            changed: should.iter().filter_map(changed).collect(),
            added: is.keys().filter(|path| !should.contains_key(*path)).cloned().collect(),
            removed: should.keys().filter(missing).cloned().collect(),
        }
    }

    /// What differs, a clause a file, `most` of them at most.
    #[must_use]
    pub fn told(&self, most: usize) -> String {
        let kinds = [
            (&self.changed, "was changed"),
            (&self.added, "was added"),
            (&self.removed, "is missing"),
        ];
        let of = |(paths, what): (&Vec<Utf8PathBuf>, &'static str)| {
            paths.iter().map(move |path| format!("{path} {what}")).collect::<Vec<_>>()
        };
        let mut all: Vec<String> = kinds.into_iter().flat_map(of).collect();
        let more = all.len().saturating_sub(most);
        all.truncate(most);
        if more > 0 {
            all.push(format!("{more} more"));
        }
        all.join(", ")
    }
}
