//! Ranking the catalog's modules for a query.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;

/// A module that answers a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hit {
    /// The module.
    pub module: String,
    /// How well it answers; greater is better, and only the order has a meaning.
    pub score: u32,
    /// Why, best reason first, such as `alias "sql database"`.
    pub reasons: Vec<String>,
}

/// The approved and deprecated modules that answer a query, best first, then by name.
///
/// An empty query finds all.
#[must_use]
pub fn search(catalog: &Catalog, query: &str) -> Vec<Hit> {
    let _ = (catalog, query);
    todo!()
}
