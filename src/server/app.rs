//! What every handler is given.

use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::api::Comparisons;
use super::limits::Counters;
use super::metrics::Metrics;
use super::oidc::Oidc;
use super::pages::Kept;
use super::setup::Setup;
use super::work::Work;
use crate::catalog::Files;
use crate::error::Result;
use crate::registry::catalog::{Approved, Organisation};
use crate::registry::sync::Sync;
use crate::registry::{Caller, Registry};

/// What every handler is given.
#[derive(Debug, Clone)]
pub struct App(Arc<Inner>);

/// The parts of an [`App`].
#[derive(Debug)]
pub struct Inner {
    /// The registry.
    pub registry: Arc<Registry>,
    /// The organisation's own files: settings, capabilities, blueprints.
    pub catalog: Files,
    /// The address under which others reach the server, without a slash at its end.
    pub public_url: Option<String>,
    /// Whether the server ends, so that every answer is the last on its connection.
    pub is_ending: AtomicBool,
    /// What is counted.
    pub metrics: Metrics,
    /// The path at which others find the server's root, as in `https://acme.example/registry`,
    /// without a slash at its end; mostly empty.
    pub prefix: String,
    pub(super) comparisons: Comparisons,
    pub(super) work: Work,
    /// The repositories that are followed, once that is said.
    pub sync: OnceLock<Sync>,
    /// The organisation's own part of the catalog, once somebody asked.
    organisation: OnceLock<Arc<Organisation>>,
    /// How it is set up beyond that.
    pub setup: Setup,
    /// Who else may say who a caller is.
    pub(super) oidc: Oidc,
    /// How much was asked.
    pub(super) counters: Counters,
    /// What pages keep in memory.
    pub(super) pages: Kept,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(registry: Arc<Registry>, catalog: Files, public_url: Option<String>) -> Self {
        Self::set_up(registry, catalog, Setup { public_url, ..Setup::default() })
    }

    /// Puts the parts together, as a configuration says.
    #[must_use]
    pub fn set_up(registry: Arc<Registry>, catalog: Files, setup: Setup) -> Self {
        let public_url = setup.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        let public_url = public_url.map(str::to_owned);
        let prefix = public_url.as_deref().map(path_of).unwrap_or_default().to_owned();
        Self(Arc::new(Inner {
            registry,
            catalog,
            public_url,
            prefix,
            is_ending: AtomicBool::new(false),
            metrics: Metrics::default(),
            comparisons: Comparisons::default(),
            work: Work::default(),
            organisation: OnceLock::new(),
            sync: OnceLock::new(),
            oidc: Oidc::new(&setup),
            counters: Counters::new(&setup.limits),
            setup,
            pages: Kept::default(),
        }))
    }

    /// The organisation's own part of the catalog, as it was when it was first asked for.
    ///
    /// # Errors
    /// When a file cannot be read, or the settings are wrong.
    pub fn organisation(&self) -> Result<Arc<Organisation>> {
        if let Some(known) = self.organisation.get() {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Organisation::read(&self.catalog)?);
        Ok(Arc::clone(self.organisation.get_or_init(|| read)))
    }

    /// The approved set as a caller sees it, as a catalog.
    ///
    /// # Errors
    /// As [`Registry::approved`].
    pub async fn approved(&self, caller: &Caller) -> Result<Arc<Approved>> {
        let organisation = self.organisation()?;
        self.registry.approved(caller, &organisation).await
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The path of a URL that has no slash at its end.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |start| &rest[start..])
}
