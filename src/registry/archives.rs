//! The bytes of archives: from memory where they were read lately, verified when they were read.

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Registry;
use crate::error::Result;

/// Archives that were read lately, by the hash of their bytes.
#[derive(Debug)]
pub(super) struct Archives(Cache<String, Bytes, Size>);

#[derive(Debug, Clone)]
struct Size;

impl Weighter<String, Bytes> for Size {
    fn weight(&self, _: &String, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + 256
    }
}

impl Archives {
    pub(super) fn new(max_bytes: u64) -> Self {
        // A guess of how many there will be; one of a module is about 8 kB.
        let items = usize::try_from(max_bytes / 8192).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(items, max_bytes, Size))
    }
}

impl Registry {
    /// The bytes of an archive by their hash.
    ///
    /// # Errors
    /// When they are gone or damaged, or the store does not answer.
    pub async fn archive(&self, sha256: &str) -> Result<Bytes> {
        if let Some(bytes) = self.archives.0.get(sha256) {
            return Ok(bytes);
        }
        let bytes = if self.options.verify_archives {
            self.blobs.get(sha256).await?
        } else {
            self.blobs.get_unverified(sha256).await?
        };
        self.archives.0.insert(sha256.to_owned(), bytes.clone());
        Ok(bytes)
    }
}
