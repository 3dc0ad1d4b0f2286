//! Where a registry under test keeps what it keeps: SQLite and a folder, or PostgreSQL and S3.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use camino::Utf8PathBuf;
use pavestone::registry::{Options, Place, Registry};
use pavestone::store::Blobs;
use pavestone::store::ledger::Ledger;

use super::pave::{PAVE, Sandbox};
use super::postgres::Postgres;
use super::registry::Served;
use super::s3::S3;

/// A place for one registry, empty at first.
pub(crate) struct Storage {
    pub(crate) sandbox: Sandbox,
    /// Where it is PostgreSQL and S3: the database and the place in the bucket.
    cloud: Option<(String, String)>,
}

impl Storage {
    /// SQLite and a folder.
    pub(crate) fn folder() -> Self {
        Self { sandbox: Sandbox::new(), cloud: None }
    }

    /// PostgreSQL and S3, of the servers that tests share.
    pub(crate) fn cloud() -> Self {
        let cloud = Some((Postgres::shared().database(), S3::shared().prefix()));
        Self { sandbox: Sandbox::new(), cloud }
    }

    /// The data folder.
    pub(crate) fn data(&self) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.sandbox.path("data")).unwrap()
    }

    /// How a registry there is set up.
    pub(crate) fn options(&self) -> Options {
        std::fs::create_dir_all(self.data()).unwrap();
        let mut options = Options::in_folder(&self.data());
        if let Some((database, prefix)) = &self.cloud {
            options.database.clone_from(database);
            options.store = Place::Url(prefix.clone());
        }
        options
    }

    /// Its store.
    pub(crate) fn blobs(&self) -> Blobs {
        match &self.cloud {
            Some((_, prefix)) => S3::shared().blobs(prefix),
            None => self.options().store.open().unwrap(),
        }
    }

    /// Opens a registry there, in this process.
    pub(crate) async fn open(&self) -> Arc<Registry> {
        self.open_as(self.options()).await
    }

    /// The same, set up otherwise.
    pub(crate) async fn open_as(&self, options: Options) -> Arc<Registry> {
        let ledger = Ledger::open(&options.database).await.unwrap();
        Registry::of(options, ledger, self.blobs()).await.unwrap()
    }

    /// Serves it with the built program; each of several servers has a data folder of its own for
    /// what it prints.
    #[track_caller]
    pub(crate) fn serve(&self, name: &str) -> Served {
        let mut command = self.command(name);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Served::of(command, self.sandbox.path(name))
    }

    /// The built program, told where the registry is.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = self.sandbox.command(PAVE);
        command.env("PAVE_DATA", self.sandbox.path(name));
        if let Some((database, prefix)) = &self.cloud {
            command.env("PAVE_DATABASE", database).env("PAVE_STORE", prefix);
            command.envs(S3::shared().environment());
        }
        command
    }

    /// The file in which a blob is.
    pub(crate) fn file(&self, blob: &str) -> PathBuf {
        match &self.cloud {
            Some((_, prefix)) => S3::shared().file(prefix, blob),
            None => {
                let path = format!("data/store/blobs/sha256/{}/{blob}.tar.gz", &blob[..2]);
                self.sandbox.path(path)
            }
        }
    }
}
