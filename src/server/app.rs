//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::api::Comparisons;
use super::catalogs::Catalogs;
use super::metrics::Metrics;
use super::work::Work;
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
    pub(super) catalogs: Catalogs,
    pub(super) comparisons: Comparisons,
    pub(super) work: Work,
    /// Whether the server ends, so that every answer is the last on its connection.
    pub is_ending: AtomicBool,
    /// What is counted.
    pub metrics: Metrics,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(registry: Arc<Registry>, catalog: Files, public_url: Option<String>) -> Self {
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        Self(Arc::new(Inner {
            registry,
            catalog,
            public_url,
            catalogs: Catalogs::default(),
            comparisons: Comparisons::default(),
            work: Work::default(),
            is_ending: AtomicBool::new(false),
            metrics: Metrics::default(),
        }))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
