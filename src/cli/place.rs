//! Where a registry keeps what it keeps: the words that its commands share.

use camino::Utf8PathBuf;
use clap::Args;

use crate::error::Result;
use crate::registry::{Options, Place};
use crate::store;

#[derive(Debug, Args)]
pub(super) struct PlaceWords {
    /// The folder for what the registry keeps; made where it is not there
    #[arg(long, value_name = "DIR", env = "PAVE_DATA")]
    data: Option<Utf8PathBuf>,

    /// The database, sqlite:///FILE or postgres://…; a file in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_DATABASE", hide_env_values = true)]
    database: Option<String>,

    /// Where archives are kept, such as s3://BUCKET; a folder in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_STORE")]
    store: Option<String>,
}

impl PlaceWords {
    /// The folder that was named, or the one of this user.
    pub(super) fn data(&self) -> Result<Utf8PathBuf> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => Ok(store::state_folder()?.join("registry")),
        }
    }

    /// How the registry of that place is set up.
    pub(super) fn options(&self) -> Result<Options> {
        let mut options = Options::in_folder(&self.data()?);
        if let Some(database) = &self.database {
            options.database.clone_from(database);
        }
        if let Some(url) = &self.store {
            options.store = Place::Url(url.clone());
        }
        Ok(options)
    }

    /// The same, where a registry must be there already.
    pub(super) fn existing(&self) -> Result<Options> {
        let data = self.data()?;
        if self.database.is_none() && !data.join("ledger.db").exists() {
            return Err(crate::error::Error::not_found(format!("there is no registry in {data}"))
                .hint("name its folder with --data, or its database with --database"));
        }
        self.options()
    }
}
