//! Archives by the hash of what they hold, in a folder or in a bucket.
//!
//! What is read has been hashed again: bytes that are not what their name says are an error, and
//! never reach anybody.

use std::sync::Arc;

use camino::Utf8Path;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, ObjectStoreScheme};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::terraform::hex;

/// Where the archives of a registry are.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
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
        Ok(Self { store: Arc::new(store), prefix: Path::default() })
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
            let path = camino::Utf8PathBuf::from_path_buf(path).map_err(|_| wrong())?;
            return Self::folder(&path);
        }
        let (_, prefix) = ObjectStoreScheme::parse(&url).map_err(|e| wrong().caused_by(e))?;
        let environment = std::env::vars().filter_map(|(name, value)| {
            let known = ["AWS_", "GOOGLE_", "AZURE_"].iter().any(|start| name.starts_with(start));
            known.then(|| (name.to_ascii_lowercase(), value))
        });
        let (store, _) = object_store::parse_url_opts(&url, environment)
            .map_err(|e| Error::io("cannot use the store", e))?;
        Ok(Self { store: Arc::from(store), prefix })
    }

    /// Keeps bytes; returns their name. Whoever keeps the same bytes again keeps the same blob.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String> {
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
    pub async fn get(&self, name: &str) -> Result<bytes::Bytes> {
        let bytes = self.get_unverified(name).await?;
        if sha256(&bytes) != name {
            return Err(Error::io(
                format!("the archive sha256:{name} is damaged in the store"),
                "what it holds has another hash",
            ));
        }
        Ok(bytes)
    }

    /// The bytes under that name, whatever they are.
    ///
    /// # Errors
    /// When they are not there or cannot be read.
    pub async fn get_unverified(&self, name: &str) -> Result<bytes::Bytes> {
        let got = async { self.store.get(&self.path(name)).await?.bytes().await }.await;
        got.map_err(|e| match e {
            object_store::Error::NotFound { .. } => {
                Error::io(format!("the archive sha256:{name} is gone from the store"), e)
            }
            e => Error::io("the registry's store does not answer", e),
        })
    }

    /// Removes the bytes of that name; those that are not there are removed already.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(Error::io("the registry's store does not answer", e)),
        }
    }

    /// Every blob, by its name, with the time since it was written.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn list(&self) -> Result<Vec<(String, std::time::SystemTime)>> {
        use futures_util::TryStreamExt as _;
        let all: Vec<_> = self
            .store
            .list(Some(&self.prefix.clone().join("blobs")))
            .try_collect()
            .await
            .map_err(|e| Error::io("the registry's store cannot be listed", e))?;
        let blob = |object: object_store::ObjectMeta| {
            let name = object.location.filename()?.strip_suffix(".tar.gz")?.to_owned();
            Some((name, object.last_modified.into()))
        };
        Ok(all.into_iter().filter_map(blob).collect())
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        match self.store.head(&self.path(&"0".repeat(64))).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(Error::io("the registry's store does not answer", e)),
        }
    }

    fn path(&self, name: &str) -> Path {
        let folder = name.get(..2).unwrap_or("00");
        self.prefix.clone().join("blobs").join("sha256").join(folder).join(format!("{name}.tar.gz"))
    }
}
