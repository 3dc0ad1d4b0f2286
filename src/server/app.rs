//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::limits::Counters;
use super::metrics::Metrics;
use super::oidc::Oidc;
use super::setup::Setup;
use crate::catalog::Files;
use crate::registry::Registry;

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
    /// How it is set up beyond that.
    pub setup: Setup,
    /// Who else may say who a caller is.
    pub(super) oidc: Oidc,
    /// How much was asked.
    pub(super) counters: Counters,
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
        Self(Arc::new(Inner {
            registry,
            catalog,
            public_url: public_url.map(str::to_owned),
            is_ending: AtomicBool::new(false),
            metrics: Metrics::default(),
            oidc: Oidc::new(&setup),
            counters: Counters::new(&setup.limits),
            setup,
        }))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
