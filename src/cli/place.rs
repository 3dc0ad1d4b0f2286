//! Where a registry keeps what it keeps: the words that its commands share.

use camino::Utf8PathBuf;
use clap::Args;

use crate::error::Result;
use crate::registry::{Options, Place};
use crate::server::{Config, Secret};
use crate::store;

#[derive(Debug, Args)]
pub(super) struct PlaceWords {
    /// A file that says this and more; `pave schema serve` prints what it may say
    #[arg(long, value_name = "FILE", env = "PAVE_CONFIG")]
    config: Option<Utf8PathBuf>,

    /// The folder for what the registry keeps; made where it is not there
    #[arg(long, value_name = "DIR", env = "PAVE_DATA")]
    pub(super) data: Option<Utf8PathBuf>,

    /// The database, sqlite:///FILE or postgres://…; a file in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_DATABASE", hide_env_values = true)]
    pub(super) database: Option<String>,

    /// Where archives are kept, such as s3://BUCKET; a folder in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_STORE")]
    pub(super) store: Option<String>,
}

impl PlaceWords {
    /// Whether anything was said of it.
    pub(super) fn is_named(&self) -> bool {
        self.config.is_some() || self.data.is_some() || self.database.is_some()
    }

    /// What the file says, if one is named.
    pub(super) fn config(&self) -> Result<Config> {
        self.config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)
    }

    /// The folder that was named, or the one of this user.
    pub(super) fn data(&self) -> Result<Utf8PathBuf> {
        match self.data.clone().or(self.config()?.data) {
            Some(data) => Ok(data),
            None => Ok(store::state_folder()?.join("registry")),
        }
    }

    /// The database that was named.
    fn database(&self) -> Result<Option<String>> {
        let config = self.config()?;
        match (&self.database, config.database, config.database_url_file) {
            (Some(url), ..) => Ok(Some(url.clone())),
            (None, Some(url), _) => Ok(Some(url.value)),
            (None, None, Some(path)) => Secret::read(&path).map(|url| Some(url.reveal().into())),
            (None, None, None) => Ok(None),
        }
    }

    /// How the registry of that place is set up.
    pub(super) fn options(&self) -> Result<Options> {
        let mut options = Options::in_folder(&self.data()?);
        if let Some(database) = self.database()? {
            options.database = database;
        }
        let config = self.config()?;
        if let Some(url) = self.store.clone().or(config.store.map(|url| url.value)) {
            options.store = Place::Url(url);
        }
        if let Some(path) = &config.signing_key_file {
            options.signing_key = Some(Secret::read(path)?.reveal().to_owned());
        }
        Ok(options)
    }

    /// The same, where a registry must be there already.
    pub(super) fn existing(&self) -> Result<Options> {
        let data = self.data()?;
        if self.database()?.is_none() && !data.join("ledger.db").exists() {
            return Err(crate::error::Error::not_found(format!("there is no registry in {data}"))
                .hint("name its folder with --data, or its database with --database"));
        }
        self.options()
    }
}
