//! Components to a stack, typed links, and files.
//!
//! A [`Stack`] says what was asked for. For each environment a [`graph`] says who serves whom,
//! [`link`] turns that into typed arguments, and [`render`] into files. All of it is pure:
//! reading and writing folders is the business of others.

pub mod graph;
pub mod link;
pub mod stack;
mod values;

pub use graph::{Graph, Instances, Link, Rule};
pub use link::{Argument, Assumption, Linked, Missing, Origin, Placed, RootOutput, RootVariable, link};
pub use stack::{Component, ComponentOverride, SourceKind, Stack};
