//! Where a catalog's files come from: a folder, the catalog built into the program, or memory.
//!
//! Names files and reads them, within limits; knows nothing of what they mean. A link that
//! leads out of the folder is never followed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

use camino::{Utf8Path, Utf8PathBuf};
use rust_embed::RustEmbed;
use walkdir::WalkDir;

use crate::error::{Error, Result};

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Most files that a catalog may have.
pub const MAX_FILES: usize = 200_000;

#[derive(RustEmbed)]
#[folder = "catalog/"]
#[exclude = "*/.*"]
#[exclude = "*.tfstate*"]
struct Embedded;

/// The files of a catalog.
#[derive(Debug, Clone)]
pub struct Files {
    shown: Utf8PathBuf,
    origin: Origin,
    paths: Vec<Utf8PathBuf>,
    refused: BTreeMap<Utf8PathBuf, String>,
}

#[derive(Debug, Clone)]
enum Origin {
    Folder(Utf8PathBuf),
    Embedded,
    Memory(BTreeMap<Utf8PathBuf, Vec<u8>>),
}

impl Files {
    /// The catalog built into the program.
    #[must_use]
    pub fn embedded() -> Self {
        let paths = Embedded::iter().map(|path| Utf8PathBuf::from(path.as_ref()));
        Self::new("embedded", Origin::Embedded, paths.filter(|path| wanted(path)).collect())
    }

    /// The catalog in memory; paths are relative, with `/`.
    #[must_use]
    pub fn memory(files: impl IntoIterator<Item = (Utf8PathBuf, Vec<u8>)>) -> Self {
        let files: BTreeMap<_, _> = files.into_iter().collect();
        let paths = files.keys().filter(|path| wanted(path)).cloned().collect();
        Self::new("memory", Origin::Memory(files), paths)
    }

    /// The same files, shown to the reader as being in `shown`.
    #[must_use]
    pub fn shown_as(mut self, shown: impl Into<Utf8PathBuf>) -> Self {
        self.shown = shown.into();
        self
    }

    /// The catalog in a folder, which is walked at once and read later.
    ///
    /// # Errors
    /// When `root` is no folder that can be listed, or holds more than [`MAX_FILES`] files.
    pub fn folder(root: &Utf8Path) -> Result<Self> {
        let real = root.canonicalize_utf8().map_err(|e| {
            Error::io(format!("cannot open the catalog {root}"), e)
                .hint("--catalog and PAVE_CATALOG name the folder that holds catalog.yaml")
        })?;
        if !real.is_dir() {
            return Err(Error::usage(format!("the catalog {root} is not a folder"))
                .hint("name the folder that holds catalog.yaml"));
        }
        let mut files = Self::new(root, Origin::Folder(real.clone()), Vec::new());
        let walk = WalkDir::new(&real).min_depth(1).max_depth(16).into_iter();
        let visible = walk.filter_entry(|e| !e.file_name().to_string_lossy().starts_with('.'));
        for entry in visible {
            let entry = entry.map_err(|e| {
                Error::io(format!("cannot list the catalog {root}"), std::io::Error::from(e))
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            let Some(path) = Utf8Path::from_path(entry.path()) else {
                let shown = entry.path().to_string_lossy().into_owned();
                files.refused.insert(shown.into(), "its name is not UTF-8".to_owned());
                continue;
            };
            let relative = path.strip_prefix(&real).unwrap_or(path).to_owned();
            if !wanted(&relative) {
                continue;
            }
            if entry.path_is_symlink()
                && let Err(reason) = inside(&real, path)
            {
                files.refused.insert(relative, reason);
                continue;
            }
            files.paths.push(relative);
            if files.paths.len() > MAX_FILES {
                return Err(Error::usage(format!(
                    "the catalog {root} has more than {MAX_FILES} files"
                )));
            }
        }
        files.paths.sort();
        Ok(files)
    }

    fn new(shown: impl AsRef<Utf8Path>, origin: Origin, mut paths: Vec<Utf8PathBuf>) -> Self {
        paths.sort();
        Self { shown: shown.as_ref().to_owned(), origin, paths, refused: BTreeMap::new() }
    }

    /// Every file, relative to the catalog, in order.
    #[must_use]
    pub fn paths(&self) -> &[Utf8PathBuf] {
        &self.paths
    }

    /// The files under a folder, in order.
    pub fn under<'f>(&'f self, folder: &'f Utf8Path) -> &'f [Utf8PathBuf] {
        // A path sorts by its components, so what is below a folder stands together.
        let start = self.paths.partition_point(|path| path.as_path() < folder);
        let count = self.paths[start..].partition_point(|path| path.starts_with(folder));
        &self.paths[start..start + count]
    }

    /// Files that will not be read, each with the reason.
    #[must_use]
    pub fn refused(&self) -> &BTreeMap<Utf8PathBuf, String> {
        &self.refused
    }

    /// Whether these are the files that are part of the program.
    #[must_use]
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.origin, Origin::Embedded)
    }

    /// The path under which a file is shown to the reader.
    #[must_use]
    pub fn shown(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.shown.join(path)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// One clause that says why the file is not there, too large, or cannot be read.
    pub fn read(&self, path: &Utf8Path) -> Result<Cow<'static, [u8]>, String> {
        let missing = || format!("{path} does not exist");
        match &self.origin {
            Origin::Embedded => Embedded::get(path.as_str()).map(|f| f.data).ok_or_else(missing),
            Origin::Memory(files) => {
                files.get(path).map(|bytes| Cow::Owned(bytes.clone())).ok_or_else(missing)
            }
            Origin::Folder(root) => {
                // Only what the walk has seen is read: no path leads elsewhere.
                if self.paths.binary_search_by(|p| p.as_path().cmp(path)).is_err() {
                    return Err(missing());
                }
                read_file(&root.join(path)).map(Cow::Owned)
            }
        }
    }
}

fn read_file(path: &Utf8Path) -> Result<Vec<u8>, String> {
    let failed = |e: std::io::Error| format!("cannot be read: {e}");
    let file = fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(MAX_FILE_BYTES)).unwrap_or(0));
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("has {length} bytes; at most {MAX_FILE_BYTES} are read"));
    }
    Ok(bytes)
}

/// Whether a link leads to a file inside the catalog.
fn inside(root: &Utf8Path, link: &Utf8Path) -> Result<(), String> {
    let target =
        link.canonicalize_utf8().map_err(|e| format!("is a link that leads nowhere: {e}"))?;
    if !target.starts_with(root) {
        return Err("is a link that leads out of the catalog".to_owned());
    }
    if target.is_dir() {
        return Err("is a link to a folder, which is not followed".to_owned());
    }
    Ok(())
}

/// Whether a file can belong to a catalog at all: no state, no caches, nothing hidden.
fn wanted(path: &Utf8Path) -> bool {
    let hidden = path.components().any(|part| part.as_str().starts_with('.'));
    let name = path.file_name().unwrap_or_default();
    !hidden && !name.ends_with(".tfstate") && !name.contains(".tfstate.")
}
