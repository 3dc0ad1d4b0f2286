//! What was worked out before, by a digest of everything it depends on.
//!
//! Nothing in here is needed: what cannot be read is as good as absent, and the oldest entries go
//! when there are too many.

use camino::{Utf8Path, Utf8PathBuf};
use etcetera::BaseStrategy as _;
use sha2::{Digest as _, Sha256};

use super::{newest_first, read_private, remove_private, write_private};
use crate::error::{Error, Result};

/// The most entries that are kept of one kind.
const MAX_ENTRIES: usize = 256;

/// The largest entry that is read, in bytes.
const MAX_ENTRY_BYTES: u64 = 4 * 1024 * 1024;

/// How the names of entries end.
const EXTENSION: &str = "json";

/// The user's folder for what can be had again, or the one in `PAVE_CACHE_DIR`.
///
/// # Errors
/// When the user has no home, or its path is not UTF-8.
pub fn cache_folder() -> Result<Utf8PathBuf> {
    let given = std::env::var("PAVE_CACHE_DIR").ok().filter(|dir| !dir.is_empty());
    if let Some(dir) = given {
        return Ok(Utf8Path::new(&dir).to_owned());
    }
    let strategy = etcetera::choose_base_strategy()
        .map_err(|e| Error::io("cannot tell where the user's files are", e))?;
    let folder = Utf8PathBuf::from_path_buf(strategy.cache_dir())
        .map_err(|p| Error::refused(format!("{} is not UTF-8", p.display())))?;
    Ok(folder.join("pave"))
}

/// The entries of one kind.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: Utf8PathBuf,
}

impl Cache {
    /// The entries of a kind, in the user's folder for such things or the one in `PAVE_CACHE_DIR`.
    ///
    /// # Errors
    /// When the user has no home, or its path is not UTF-8.
    pub fn of(kind: &str) -> Result<Self> {
        Ok(Self { folder: cache_folder()?.join(kind) })
    }

    /// The key that stands for some texts, in this order.
    #[must_use]
    pub fn key<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> String {
        let mut all = Sha256::new();
        for part in parts {
            all.update((part.len() as u64).to_le_bytes());
            all.update(part);
        }
        all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is kept under a key; `None` when that is nothing, or cannot be read.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        read_private(&self.file(key), MAX_ENTRY_BYTES).ok().flatten()
    }

    /// Keeps bytes under a key, and lets go of the oldest entries.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    pub fn put(&self, key: &str, bytes: &[u8]) -> Result<()> {
        write_private(&self.file(key), bytes)?;
        for old in newest_first(&self.folder, EXTENSION)?.iter().skip(MAX_ENTRIES) {
            remove_private(old)?;
        }
        Ok(())
    }

    fn file(&self, key: &str) -> Utf8PathBuf {
        self.folder.join(format!("{key}.{EXTENSION}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_go_when_there_are_too_many() {
        let dir = tempfile::tempdir().expect("there is a place for temporary files");
        let folder = Utf8Path::from_path(dir.path()).expect("its path is UTF-8").join("kind");
        let cache = Cache { folder };
        for number in 0..MAX_ENTRIES + 3 {
            cache.put(&format!("{number:04}"), b"x").expect("it can be written");
        }
        let left = newest_first(&cache.folder, EXTENSION).expect("it can be listed");
        assert_eq!(left.len(), MAX_ENTRIES);
        assert_eq!(cache.get("0258").as_deref(), Some(b"x".as_slice()));
        assert_eq!(cache.get("nothing"), None);
    }

    #[test]
    fn a_key_tells_where_one_text_ends() {
        let key = |parts: &[&'static [u8]]| Cache::key(parts.iter().copied());
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }
}
