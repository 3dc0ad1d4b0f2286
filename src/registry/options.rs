//! How a registry is set up.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;
use crate::store::Blobs;

/// Where archives are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(Utf8PathBuf),
    /// A bucket, by URL.
    Url(String),
}

impl Place {
    /// The archives that are kept there; a folder is made where it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made, or the URL names no store.
    pub fn open(&self) -> Result<Blobs> {
        match self {
            Self::Folder(folder) => Blobs::folder(folder),
            Self::Url(url) => Blobs::open(url),
        }
    }
}

/// What an organisation asks of a release before it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasePolicy {
    /// Whether somebody must approve a release.
    pub review: bool,
    /// Whether who published a release may approve it.
    pub self_approval: bool,
}

/// How a registry is set up. Sizes are in bytes, times in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The URL of the database.
    pub database: String,
    /// Where archives are kept.
    pub store: Place,
    /// Whether who gives no token may read.
    pub anonymous_read: bool,
    /// What is asked of a release.
    pub policy: ReleasePolicy,
    /// The key that releases are signed with; one in the database when it is not given.
    pub signing_key: Option<String>,
    /// How long the address of an archive works, where not everybody may have it.
    pub archive_url_seconds: u64,
    /// Whether archives are hashed before they are served.
    pub verify_archives: bool,
    /// Largest archive that is taken.
    pub max_archive_bytes: usize,
    /// Most bytes of archives that are kept in memory.
    pub max_cached_bytes: u64,
    /// Whether Terraform prints a warning for releases that are deprecated, by a trick: an entry in
    /// the list of versions that is no version, which it tells the user.
    pub loud_deprecations: bool,
}

impl Options {
    /// A registry that keeps everything in one folder.
    #[must_use]
    pub fn in_folder(data: &Utf8Path) -> Self {
        Self {
            database: format!("sqlite://{}?mode=rwc", data.join("ledger.db")),
            store: Place::Folder(data.join("store")),
            anonymous_read: true,
            policy: ReleasePolicy { review: true, self_approval: true },
            signing_key: None,
            archive_url_seconds: 600,
            verify_archives: true,
            max_archive_bytes: 16 * 1024 * 1024,
            max_cached_bytes: 64 * 1024 * 1024,
            loud_deprecations: false,
        }
    }
}
