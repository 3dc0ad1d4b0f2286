//! Components to a stack, typed links, and files.
//!
//! A [`Stack`] says what was asked for. For each environment a [`graph`] says who serves whom,
//! [`link()`] turns that into typed arguments, and [`render`] into files. All of it is pure:
//! reading and writing folders is the business of others.

pub mod diagram;
pub mod graph;
pub mod link;
pub mod lock;
mod missing;
mod mocks;
pub mod render;
mod scope;
pub mod stack;
pub(crate) mod values;

pub use graph::{Graph, Instances, Link, Rule};
pub use link::{Argument, Assumption, Linked, Origin, Placed, RootOutput, RootVariable, link};
pub use lock::Lock;
pub use missing::{Missing, MissingChoice, MissingInput, Open};
pub use render::{Rendered, render_stack};
pub use stack::{Component, ComponentOverride, SourceKind, Stack};

use crate::catalog::Catalog;

/// The catalog's providers that can be aimed at another region, by local name.
#[must_use]
pub fn regional_providers(catalog: &Catalog) -> Vec<&str> {
    let aimed = |value: &hcl_rs::Value| value.as_str().is_some_and(|t| t.contains("${region}"));
    let providers = catalog.settings.providers.iter();
    providers
        .filter(|(_, p)| p.configuration.values().any(|v| aimed(&v.value)))
        .map(|(name, _)| name.as_str())
        .collect()
}
