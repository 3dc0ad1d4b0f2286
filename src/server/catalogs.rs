//! The catalog as each caller sees it, kept as long as it stays the same.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::App;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::registry::{Caller, Scopes};

/// How many catalogs are kept; callers that may see the same share one.
const KEPT: usize = 32;

/// Catalogs that were put together lately.
#[derive(Debug)]
pub(super) struct Catalogs(Cache<Seen, Arc<Catalog>>);

/// What decides what somebody sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Seen {
    /// The entry of the log up to which the index is read.
    seq: i64,
    scopes: Scopes,
    namespaces: Vec<String>,
    groups: Vec<String>,
}

impl Default for Catalogs {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// The catalog as a caller sees it.
///
/// # Errors
/// When it cannot be put together.
pub(super) async fn catalog_for(app: &App, caller: &Caller) -> Result<Arc<Catalog>> {
    let seen = Seen {
        seq: app.registry.index().seq,
        scopes: caller.scopes,
        namespaces: caller.namespaces.clone(),
        groups: caller.groups.clone(),
    };
    let of = app.clone();
    let make = app.work.apart(move || Catalog::load(of.catalog.clone()).map(Arc::new));
    app.catalogs.0.get_or_insert_async(&seen, make).await
}
