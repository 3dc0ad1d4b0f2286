//! What every handler is given.

use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::api::Comparisons;
use super::metrics::Metrics;
use super::work::Work;
use crate::catalog::Files;
use crate::error::Result;
use crate::registry::catalog::{Approved, Organisation};
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
    /// The organisation's own part of the catalog, once somebody asked.
    organisation: OnceLock<Arc<Organisation>>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(registry: Arc<Registry>, catalog: Files, public_url: Option<String>) -> Self {
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
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
