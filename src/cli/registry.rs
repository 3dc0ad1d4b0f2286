//! Which registry is meant, and who says so: `--registry`, a token from the environment, and the
//! credentials that Terraform has already.

use std::cell::RefCell;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::serve::ADMIN_TOKEN;
use crate::app::publish::settings;
use crate::catalog::Files;
use crate::error::{Error, Result};
use crate::hcl;
use crate::registry::client::Client;
use crate::release::ModuleAddress;
use crate::store::{self, Remembered, RemoteSettings};

/// Largest file of credentials that is read, in bytes.
const MAX_CREDENTIALS_BYTES: u64 = 1024 * 1024;

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
        let settings = settings(&self.files()?)?;
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
    if let Some(token) = of_environment(&host) {
        return Ok(Some(token));
    }
    for file in terraform_files() {
        if let Some(token) = of_file(&file, &host)? {
            return Ok(Some(token));
        }
    }
    if store::is_loopback(url) {
        let data = variable("PAVE_DATA").map(Utf8PathBuf::from);
        let data = data.or_else(|| Some(store::state_folder().ok()?.join("registry")));
        let token = data.and_then(|data| read(&data.join(ADMIN_TOKEN)).ok().flatten());
        return Ok(token.map(|text| text.trim().to_owned()));
    }
    Ok(None)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `TF_TOKEN_registry_acme_example`: `_` stands for a dot and `__` for a hyphen.
fn of_environment(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    std::env::vars_os().find_map(|(name, value)| {
        let name = name.to_str()?.strip_prefix("TF_TOKEN_")?.to_ascii_lowercase();
        let named = name.replace("__", "-").replace('_', ".");
        let value = value.into_string().ok().filter(|value| !value.is_empty());
        value.filter(|_| named == host)
    })
}

/// Where Terraform keeps credentials, in the order in which it asks.
fn terraform_files() -> Vec<Utf8PathBuf> {
    let home = variable("HOME").map(Utf8PathBuf::from);
    let named = variable("TF_CLI_CONFIG_FILE").or_else(|| variable("TERRAFORM_CONFIG"));
    let named = named.map(Utf8PathBuf::from);
    let settings = named.or_else(|| Some(home.as_ref()?.join(".terraformrc")));
    let login = home.map(|home| home.join(".terraform.d/credentials.tfrc.json"));
    settings.into_iter().chain(login).collect()
}

/// The token for a host in a file of Terraform's settings, in HCL or JSON.
fn of_file(path: &Utf8Path, host: &str) -> Result<Option<String>> {
    let Some(text) = read(path)? else { return Ok(None) };
    if path.as_str().ends_with(".json") {
        let Ok(all) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(None) };
        let hosts = all["credentials"].as_object();
        let found = hosts.and_then(|hosts| {
            let (_, of_host) = hosts.iter().find(|(name, _)| name.eq_ignore_ascii_case(host))?;
            of_host["token"].as_str().map(str::to_owned)
        });
        return Ok(found);
    }
    let parsed = hcl::parse(&text);
    let mut blocks = parsed.file.body.blocks_of("credentials");
    let own = blocks.find(|block| {
        block.labels.first().is_some_and(|label| label.text.eq_ignore_ascii_case(host))
    });
    let token = own.and_then(|block| block.body.attribute("token")?.value.as_str());
    Ok(token.map(str::to_owned))
}

fn read(path: &Utf8Path) -> Result<Option<String>> {
    let bytes = store::read_private(path, MAX_CREDENTIALS_BYTES)?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}
