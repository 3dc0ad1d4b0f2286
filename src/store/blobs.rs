//! Archives by the hash of what they hold, in a folder or in a bucket.
//!
//! What is read has been hashed again: bytes that are not what their name says are an error, and
//! never reach anybody.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use camino::{Utf8Path, Utf8PathBuf};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, ObjectStoreScheme};
use sha2::{Digest, Sha256};

use super::bucket;
use crate::error::{Error, Result};
use crate::terraform::hex;

/// Where blobs are, and where those are put that turned out to be damaged.
const BLOBS: &str = "blobs";
const QUARANTINE: &str = "quarantine";

/// Where the archives of a registry are.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// Where it is a folder.
    folder: Option<Utf8PathBuf>,
}

/// What there is under a blob's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The bytes that the name stands for.
    Whole(Bytes),
    /// Other bytes.
    Damaged,
    /// Nothing.
    Missing,
}

/// A blob in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name, SHA-256 in hex.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last written.
    pub written: SystemTime,
}

impl Found {
    /// The bytes, which have that name.
    ///
    /// # Errors
    /// When they are not there, or are others.
    pub fn bytes(self, name: &str) -> Result<Bytes> {
        match self {
            Self::Whole(bytes) => Ok(bytes),
            Self::Damaged => Err(Error::io(
                format!("the archive sha256:{name} is damaged in the store"),
                "what it holds has another hash",
            )),
            Self::Missing => Err(missing(name)),
        }
    }
}

/// SHA-256 in hex, which is a blob's name.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Blobs {
    /// A folder, which is made where it is not there. What was written is on the disk before it is
    /// told so.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn folder(folder: &Utf8Path) -> Result<Self> {
        let failed = |e: std::io::Error| Error::io(format!("cannot make the folder {folder}"), e);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|e| Error::io(format!("cannot use the folder {folder}"), e))?
            .with_fsync(true);
        Ok(Self { folder: Some(folder.to_owned()), ..Self::over(Arc::new(store)) })
    }

    /// Any store of objects.
    #[must_use]
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, prefix: Path::default(), folder: None }
    }

    /// A bucket by its URL, such as `s3://bucket/prefix`, `gs://bucket` or `az://container`, or a
    /// folder by `file:///path`; keys and endpoints are what the environment says, such as
    /// `AWS_ENDPOINT`.
    ///
    /// # Errors
    /// When the URL is none, or its kind is not known.
    pub fn open(url: &str) -> Result<Self> {
        let wrong = || {
            Error::usage("the store's URL cannot be read").hint(
                "give one like s3://BUCKET/PREFIX, gs://BUCKET, az://CONTAINER or file:///PATH",
            )
        };
        let url = reqwest::Url::parse(url).map_err(|e| wrong().caused_by(e))?;
        if url.scheme() == "file" {
            let path = url.to_file_path().map_err(|()| wrong())?;
            let path = Utf8PathBuf::from_path_buf(path).map_err(|_| wrong())?;
            return Self::folder(&path);
        }
        let (scheme, prefix) = ObjectStoreScheme::parse(&url).map_err(|e| wrong().caused_by(e))?;
        let store = bucket::open(&url, &scheme).map_err(|e| {
            Error::usage("the store's settings are not complete")
                .caused_by(e)
                .hint("buckets take keys from the environment, such as AWS_ACCESS_KEY_ID")
        })?;
        Ok(Self { prefix, ..Self::over(store.ok_or_else(wrong)?) })
    }

    /// Keeps bytes; returns their name. Whoever keeps the same bytes again keeps the same blob.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<String> {
        let bytes = bytes.into();
        let name = sha256(&bytes);
        // Written again even where it exists: that mends a damaged one, and makes it young, so
        // that nobody who tidies up takes it for left over.
        self.store
            .put(&self.path(&name), bytes.into())
            .await
            .map_err(|e| Error::io("the registry's store does not take an archive", e))?;
        Ok(name)
    }

    /// The bytes of that name.
    ///
    /// # Errors
    /// When they are not there, cannot be read, or are not what the name says.
    pub async fn get(&self, name: &str) -> Result<Bytes> {
        self.look(name).await?.bytes(name)
    }

    /// What there is under that name.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn look(&self, name: &str) -> Result<Found> {
        Ok(match self.read(name).await? {
            Some(bytes) if sha256(&bytes) == name => Found::Whole(bytes),
            Some(_) => Found::Damaged,
            None => Found::Missing,
        })
    }

    /// The bytes under that name, whatever they are.
    ///
    /// # Errors
    /// When they are not there or cannot be read.
    pub async fn get_unverified(&self, name: &str) -> Result<Bytes> {
        self.read(name).await?.ok_or_else(|| missing(name))
    }

    async fn read(&self, name: &str) -> Result<Option<Bytes>> {
        let got = async { self.store.get(&self.path(name)).await?.bytes().await }.await;
        match got {
            Ok(bytes) => Ok(Some(bytes)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(away(e)),
        }
    }

    /// When the bytes of that name were last written; none when they are not there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn written(&self, name: &str) -> Result<Option<SystemTime>> {
        match self.store.head(&self.path(name)).await {
            Ok(object) => Ok(Some(object.last_modified.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(away(e)),
        }
    }

    /// Puts the bytes of that name aside, to be looked at by a person and served to nobody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn quarantine(&self, name: &str) -> Result<()> {
        let aside = self.under(QUARANTINE, name);
        match self.store.rename(&self.path(name), &aside).await {
            // Another server was quicker.
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(away(e)),
        }
    }

    /// Removes the bytes of that name; those that are not there are removed already.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(away(e)),
        }
    }

    /// Every blob.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        use futures_util::TryStreamExt as _;
        let all: Vec<_> = self
            .store
            .list(Some(&self.prefix.clone().join(BLOBS)))
            .try_collect()
            .await
            .map_err(|e| Error::io("the registry's store cannot be listed", e))?;
        let blob = |object: object_store::ObjectMeta| {
            let name = object.location.filename()?.strip_suffix(".tar.gz")?.to_owned();
            Some(Listed { name, bytes: object.size, written: object.last_modified.into() })
        };
        Ok(all.into_iter().filter_map(blob).collect())
    }

    /// Removes what writers who were killed left in a folder before `until`; says how many files.
    /// A bucket shows nothing of what was not finished.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn remove_unfinished(&self, until: SystemTime) -> Result<usize> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let failed = |e: std::io::Error| Error::io(format!("cannot tidy up {folder}"), e);
        let mut removed = 0;
        for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(std::result::Result::ok) {
            // A file on its way has the name of the blob, a number sign and a number.
            let is_draft = entry.file_name().to_string_lossy().contains(".tar.gz#");
            if !is_draft || !entry.file_type().is_file() {
                continue;
            }
            let written = entry.metadata().ok().and_then(|meta| meta.modified().ok());
            if written.is_some_and(|written| written < until) {
                std::fs::remove_file(entry.path()).map_err(failed)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.written(&"0".repeat(64)).await.map(drop)
    }

    fn path(&self, name: &str) -> Path {
        self.under(BLOBS, name)
    }

    fn under(&self, top: &str, name: &str) -> Path {
        let folder = name.get(..2).unwrap_or("00");
        self.prefix.clone().join(top).join("sha256").join(folder).join(format!("{name}.tar.gz"))
    }
}

fn missing(name: &str) -> Error {
    Error::io(format!("the archive sha256:{name} is gone from the store"), "there is nothing there")
}

fn away(e: object_store::Error) -> Error {
    Error::io("the registry's store does not answer", e)
}
