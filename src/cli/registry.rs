//! Which registry is meant, and who says so: `--registry`, a token from the environment, and the
//! credentials that Terraform has already.

use std::cell::RefCell;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::serve::ADMIN_TOKEN;
use super::terraform_settings::{self, variable};
use crate::app::publish::settings;
use crate::catalog::{Files, Settings};
use crate::error::{Error, Result};
use crate::registry::client::Client;
use crate::release::ModuleAddress;
use crate::store::{self, Remembered, RemoteSettings};

/// Largest file of a token that is read, in bytes.
const MAX_TOKEN_BYTES: u64 = 64 * 1024;

/// Flags about the registry, understood by every command.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Words {
    /// The registry's address: what it approves is the catalog, and what is published goes there
    #[arg(long, global = true, value_name = "URL", env = "PAVE_REGISTRY")]
    #[arg(help_heading = "Registry")]
    registry: Option<String>,

    /// Certificates to trust besides the system's, for a registry with one of its own, PEM
    #[arg(long, global = true, value_name = "FILE", env = "PAVE_CA", help_heading = "Registry")]
    ca: Option<Utf8PathBuf>,

    /// Whether somebody wrote where a registry keeps what it keeps, and its address stands in the
    /// environment alone.
    #[arg(skip)]
    pub(super) is_overruled: bool,

    /// What is to be said beside the result.
    #[arg(skip)]
    notes: RefCell<Vec<String>>,
}

/// Where releases are, and the catalog that says what its modules are called there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'w> {
    pub(super) registry: &'w Words,
    pub(super) catalog: Option<&'w Utf8Path>,
}

/// Where a catalog came from: at most one of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'w> {
    /// Its folder.
    pub(super) folder: Option<&'w Utf8Path>,
    /// The registry's address.
    pub(super) registry: Option<&'w str>,
}

impl Place<'_> {
    /// The files of the catalog, or of the one built in.
    pub(super) fn files(&self) -> Result<Files> {
        self.catalog.map_or_else(|| Ok(Files::embedded()), Files::folder)
    }

    /// What says how modules are called: the catalog's settings, else those that the registry that
    /// is named serves, else those built in.
    pub(super) fn settings(&self) -> Result<Settings> {
        match self.catalog {
            None if self.registry.is_named() => settings(&self.registry.files()?),
            _ => settings(&self.files()?),
        }
    }

    /// The registry: the one that is named, else the one that the catalog's settings name.
    pub(super) fn client(&self) -> Result<Client> {
        let of_catalog = match self.catalog {
            Some(folder) if !self.registry.is_named() => {
                let settings = settings(&Files::folder(folder)?)?;
                Some(format!("https://{}", settings.registry))
            }
            _ => None,
        };
        self.registry.client(of_catalog)
    }

    /// The address of a module: as it is, or by its name in the catalog.
    pub(super) fn address(&self, module: &str) -> Result<ModuleAddress> {
        if module.contains('/') {
            return module.parse();
        }
        let settings = self.settings()?;
        ModuleAddress::new(&settings.namespace, module, &settings.target_system)
    }
}

impl Words {
    /// The address of the registry, when one is named.
    pub(super) fn address(&self) -> Option<&str> {
        self.registry.as_deref()
    }

    /// Whether a registry is named.
    pub(super) fn is_named(&self) -> bool {
        self.registry.is_some()
    }

    /// The registry's address, as it is named.
    pub(super) fn url(&self) -> Option<&str> {
        self.registry.as_deref()
    }

    /// The registry, ready to be asked; `fallback` is where it is when nobody says so.
    pub(super) fn client(&self, fallback: Option<String>) -> Result<Client> {
        Client::open(&self.settings(fallback)?)
    }

    /// The registry, asked by nobody in particular.
    pub(super) fn client_of_anybody(&self) -> Result<Client> {
        Client::open(&RemoteSettings { token: None, ..self.settings(None)? })
    }

    /// The certificates to trust besides the system's.
    pub(super) fn ca(&self) -> Option<&Utf8Path> {
        self.ca.as_deref()
    }

    /// The approved set of the registry, as a catalog.
    pub(super) fn files(&self) -> Result<Files> {
        let settings = self.settings(None)?;
        let remembered = Remembered::of(&settings.url, settings.token.as_deref())?;
        let fetched = Client::open(&settings)?.catalog(&remembered)?;
        if let Some(why) = fetched.stale {
            self.notes.borrow_mut().push(format!("{why}: this is its catalog as it was last seen"));
        }
        Ok(fetched.files)
    }

    /// What is to be said beside the result, once.
    pub(super) fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.borrow_mut())
    }

    fn settings(&self, fallback: Option<String>) -> Result<RemoteSettings> {
        let url = self.registry.clone().or(fallback).ok_or_else(|| {
            Error::usage("no registry is named")
                .hint("name one with --registry URL, or in PAVE_REGISTRY")
        })?;
        Ok(RemoteSettings { token: token(&url)?, ca: self.ca.clone(), url })
    }
}

/// The token to show to a registry: `PAVE_TOKEN`, else what Terraform would show to its host, else
/// that of the registry that this user runs on this machine.
fn token(url: &str) -> Result<Option<String>> {
    if let Some(token) = variable("PAVE_TOKEN") {
        return Ok(Some(token));
    }
    let Some(host) = store::host_of(url) else { return Ok(None) };
    if let Some(token) = terraform_settings::config().tokens.remove(&host) {
        return Ok(Some(token));
    }
    if store::is_loopback(url) {
        let data = variable("PAVE_DATA").map(Utf8PathBuf::from);
        let data = data.or_else(|| Some(store::state_folder().ok()?.join("registry")));
        let Some(data) = data else { return Ok(None) };
        let token = store::read_private(&data.join(ADMIN_TOKEN), MAX_TOKEN_BYTES).ok().flatten();
        let token = token.and_then(|bytes| String::from_utf8(bytes).ok());
        return Ok(token.map(|text| text.trim().to_owned()));
    }
    Ok(None)
}
