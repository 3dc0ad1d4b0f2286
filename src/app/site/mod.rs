//! The registry as static files, for any web host or bucket.
//!
//! What a protocol over HTTP needs besides files is one header: where `download` leads. OpenTofu reads
//! it from the body, Terraform from `X-Terraform-Get` alone, which a file cannot carry; for hosts that
//! can set headers, settings that do so are written beside the files. Every location is relative, so
//! that the folder works under any path.

mod pages;
mod protocol;
mod servers;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::registry::ExportedModule;
use crate::store::{WriteSet, read_file, write};

/// The list of the files of a site, by which the next one knows what to remove.
const MANIFEST: &str = "pave-site.json";

/// Largest list that is read, in bytes.
const MAX_MANIFEST_BYTES: u64 = 256_000_000;

/// Largest file that is compared, in bytes.
const MAX_FILE_BYTES: u64 = 256_000_000;

/// The only format there is.
const FORMAT: u32 = 1;

/// How a site is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOptions {
    /// The organisation, for the pages.
    pub organisation: String,
    /// The host that sources of modules name.
    pub host: String,
    /// The address under which the site will be found, without a slash at its end.
    pub url: String,
    /// The path in that address, `/x`; empty for none.
    pub base_path: String,
    /// The keys that releases are signed with; none when what is signed does not last.
    pub keys: Option<Vec<String>>,
}

/// A site, and what writing it would change.
#[derive(Debug)]
pub struct Site {
    /// How many modules it has.
    pub modules: usize,
    /// How many releases.
    pub releases: usize,
    /// How many files.
    pub files: usize,
    /// Files that are new or change, and those that go.
    pub changed: Vec<Utf8PathBuf>,
    set: WriteSet,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    files: BTreeSet<Utf8PathBuf>,
}

/// The files of a site, by path.
type Files = BTreeMap<Utf8PathBuf, Vec<u8>>;

/// Makes the site of what a registry has; writes nothing.
///
/// # Errors
/// When the folder holds something else than a site, or cannot be read.
pub fn site(dir: &Utf8Path, modules: &[ExportedModule], options: &SiteOptions) -> Result<Site> {
    let mut files = Files::new();
    protocol::write(&mut files, modules, options);
    servers::write(&mut files, modules, &options.base_path);
    pages::write(&mut files, modules, options);
    let names = files.keys().cloned().chain([MANIFEST.into()]).collect();
    let manifest = Manifest { format: FORMAT, files: names };
    files.insert(MANIFEST.into(), json(&manifest));
    let before = before(dir)?;
    let remove: BTreeSet<Utf8PathBuf> =
        before.into_iter().filter(|path| !files.contains_key(path)).collect();
    let count = files.len();
    files.retain(|path, bytes| {
        read_file(&dir.join(path), MAX_FILE_BYTES).ok().as_ref() != Some(bytes)
    });
    let changed = files.keys().chain(&remove).cloned().collect();
    Ok(Site {
        modules: modules.iter().filter(|module| !module.releases.is_empty()).count(),
        releases: modules.iter().map(|module| module.releases.len()).sum(),
        files: count,
        changed,
        set: WriteSet { files, remove },
    })
}

impl Site {
    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn write(&self, dir: &Utf8Path) -> Result<()> {
        if self.changed.is_empty() { Ok(()) } else { write(dir, &self.set) }
    }
}

/// The files that an earlier site has in a folder.
fn before(dir: &Utf8Path) -> Result<BTreeSet<Utf8PathBuf>> {
    let path = dir.join(MANIFEST);
    match read_file(&path, MAX_MANIFEST_BYTES) {
        Ok(text) => {
            let manifest: Manifest = serde_json::from_slice(&text).map_err(|e| {
                Error::refused(format!("{path} cannot be read: {e}")).hint("name another folder")
            })?;
            Ok(manifest.files)
        }
        Err(error) if error.kind == ErrorKind::NotFound => {
            let is_empty = match fs::read_dir(dir) {
                Ok(mut entries) => entries.next().is_none(),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => true,
                Err(e) => return Err(Error::io(format!("cannot look at {dir}"), e)),
            };
            if is_empty {
                return Ok(BTreeSet::new());
            }
            Err(Error::refused(format!("{dir} holds something that is no site"))
                .hint("name a folder that does not exist yet, or one that `pave site` wrote"))
        }
        Err(error) => Err(error),
    }
}

/// JSON as it is written into files.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("what is told is plain data");
    bytes.push(b'\n');
    bytes
}

/// Where a release's archive is, as seen from its `download`.
fn location(archive: &str) -> String {
    format!("../../../../../archives/{archive}.tar.gz?archive=tar.gz&checksum=sha256:{archive}")
}
