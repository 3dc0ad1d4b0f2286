//! The bytes of archives: from memory where they were read lately, verified when they were read.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::{Caller, Registry};
use crate::error::Result;
use crate::store::Found;
use crate::store::ledger::Release;

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
    /// The bytes of an archive by their hash. A damaged one is put aside: publishing the same files
    /// again, or a backup, brings it back.
    ///
    /// # Errors
    /// When they are gone or damaged, or the store does not answer.
    pub async fn archive(&self, sha256: &str) -> Result<Bytes> {
        if let Some(bytes) = self.archives.0.get(sha256) {
            return Ok(bytes);
        }
        let bytes = if self.options.verify_archives {
            match self.blobs.look(sha256).await? {
                // Read once more: what was wrong may have been the way from the store.
                Found::Damaged => self.again(sha256).await?,
                found => found.bytes(sha256)?,
            }
        } else {
            self.blobs.get_unverified(sha256).await?
        };
        self.archives.0.insert(sha256.to_owned(), bytes.clone());
        Ok(bytes)
    }

    async fn again(&self, sha256: &str) -> Result<Bytes> {
        let found = self.blobs.look(sha256).await?;
        if found != Found::Damaged {
            return found.bytes(sha256);
        }
        match self.put_aside(sha256).await {
            Ok(found) => found.bytes(sha256),
            // It stays where it is, and is served to nobody.
            Err(error) => {
                tracing::warn!(archive = sha256, "a damaged archive is not put aside: {error}");
                found.bytes(sha256)
            }
        }
    }

    /// Puts a damaged archive aside, unless somebody has just mended it; returns what there was.
    ///
    /// # Errors
    /// When the database or the store does not answer.
    pub(super) async fn put_aside(&self, sha256: &str) -> Result<Found> {
        // While the ledger is held nobody publishes what they have written: what is put aside now is
        // missed by them, and written again.
        let _alone = self.ledger.write(&Caller::operator().by()).await?;
        let found = self.blobs.look(sha256).await?;
        if found == Found::Damaged {
            self.damaged.fetch_add(1, Ordering::Relaxed);
            tracing::error!(archive = sha256, "an archive is damaged in the store, and put aside");
            self.blobs.quarantine(sha256).await?;
        }
        Ok(found)
    }
}

/// By the hash of an archive, the modules that have a release with it.
///
/// In parts, so that a change copies the part that it touches and shares the rest.
#[derive(Debug, Clone)]
pub(super) struct ArchiveOwners(Vec<Arc<HashMap<Hash, Owners>>>);

type Hash = [u8; 32];

/// Nearly always one.
type Owners = Box<[Arc<str>]>;

const PARTS: usize = 256;

impl Default for ArchiveOwners {
    fn default() -> Self {
        Self(vec![Arc::default(); PARTS])
    }
}

impl ArchiveOwners {
    /// The modules that have a release with an archive.
    pub(super) fn of(&self, archive: &str) -> &[Arc<str>] {
        let found = hash(archive).and_then(|hash| self.0[usize::from(hash[0])].get(&hash));
        found.map_or(&[], |owners| owners)
    }

    /// These, and those of releases that changed.
    pub(super) fn with(&self, changed: &[Release]) -> Self {
        let mut all = self.clone();
        let mut module: Arc<str> = Arc::from("");
        for release in changed {
            let Some(hash) = hash(&release.archive) else { continue };
            if *module != *release.module {
                module = release.module.as_str().into();
            }
            let known = all.of(&release.archive);
            if known.iter().any(|owner| **owner == *module) {
                continue;
            }
            let owners = known.iter().cloned().chain([module.clone()]).collect();
            Arc::make_mut(&mut all.0[usize::from(hash[0])]).insert(hash, owners);
        }
        all
    }
}

fn hash(hex: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if hex.len() != 64 {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}
