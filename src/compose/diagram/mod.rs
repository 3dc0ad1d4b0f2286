//! Wiring as a picture: what stands where, who serves whom, and views of it.
//!
//! [`ServiceWiring`] and [`CatalogWiring`] are the facts, as data. Both make a [`Picture`], and
//! [`text()`], [`mermaid()`], [`dot()`] and [`svg()`] are views of that; none decides anything.

mod catalog;
mod columns;
mod dot;
mod layout;
mod list;
mod mermaid;
mod picture;
mod service;
mod svg;
mod text;

pub use catalog::{CapabilityNode, CatalogWiring, ModuleNode};
pub use dot::dot;
pub use mermaid::mermaid;
pub use picture::{Arrow, Corners, Detail, Picture, Shape};
pub use service::{Edge, EnvironmentNode, InstancesRecord, Node, Placement, ServiceWiring};
pub use svg::{svg, svg_element};
pub use text::{TextStyle, text};
