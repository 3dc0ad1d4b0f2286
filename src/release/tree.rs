//! The files of one version of a module, in memory, wherever they came from.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

/// Largest file that is read, in bytes; a larger one is refused.
pub const MAX_FILE_BYTES: u64 = 10_000_000;

/// Most files that a version may have.
pub const MAX_FILES: usize = 20_000;

/// Most bytes that all files of a version may have together.
pub const MAX_BYTES: u64 = 256_000_000;

/// The files of one version of a module.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// What the paths are shown under: a folder, an archive, `v1.0.0:modules/postgres`.
    pub shown: Utf8PathBuf,
    /// What each file holds, by its path in the module.
    pub files: BTreeMap<Utf8PathBuf, Arc<[u8]>>,
    /// What was not read, and why: links out of the module, files that are too large.
    pub refused: BTreeMap<Utf8PathBuf, String>,
    /// The folder around all the files, when it is left out of their paths: archives that git hosts
    /// make have one.
    pub around: Option<String>,
}

impl Tree {
    /// The bytes of a file, when it was read.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(Utf8Path::new(path)).map(|bytes| &**bytes)
    }

    /// The text of a file, when it was read and is UTF-8.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The path under which a file is shown to the reader.
    #[must_use]
    pub fn show(&self, path: &Utf8Path) -> Utf8PathBuf {
        if self.shown == "." { path.to_owned() } else { self.shown.join(path) }
    }
}
