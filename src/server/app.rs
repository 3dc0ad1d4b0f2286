//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;

use super::limits::Counters;
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
        let public_url = public_url.map(str::to_owned);
        let (oidc, counters) = (Oidc::new(&setup), Counters::new(&setup.limits));
        Self(Arc::new(Inner { registry, catalog, public_url, setup, oidc, counters }))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
