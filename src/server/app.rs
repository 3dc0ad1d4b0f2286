//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;

use super::pages::Kept;
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
    /// What pages keep in memory.
    pub(super) pages: Kept,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(registry: Arc<Registry>, catalog: Files, public_url: Option<String>) -> Self {
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        Self(Arc::new(Inner { registry, catalog, public_url, pages: Kept::default() }))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
