//! The approved set as an immutable value: modules and their cards, capabilities, blueprints,
//! environments, lifecycle.
//!
//! Reads a folder or the catalog built into the program, checks that everything in it fits
//! together and reports all that does not at once. Who is linked to whom, what an intent means
//! and what a release is are the business of other rooms.

mod blueprint;
mod capability;
mod card;
mod check;
mod files;
mod index;
mod load;
mod located;
mod module;
mod phrase;
mod question;
mod schema;
mod settings;
mod short;
pub mod text;
mod wiring;
pub mod words;
mod yaml;

use std::collections::BTreeMap;

pub use blueprint::{Blueprint, BlueprintComponent, CatalogBlueprint, Part};
pub use capability::{Capabilities, Capability, Wiring, WrittenCapability};
pub use card::{
    Card, Guardrail, Imported, Lifecycle, NestedImport, Provides, Sample, Takes, Waiver,
};
pub use files::{Files, MAX_FILE_BYTES, MAX_FILES};
pub use located::Located;
pub use module::{CatalogModule, ReleaseFile, is_released};
pub use phrase::{Phrase, PhrasePart, Placeholder, phrase_parts};
pub use question::{Question, QuestionOption};
pub use schema::{SCHEMAS, json_schema};
pub use settings::{
    Backend, Environment, NAMING_PLACEHOLDERS, PLACEHOLDERS, Provider, Releases, Settings,
};
pub use short::ShortOr;
pub use wiring::{OutputPath, Provision, Slot, Step, Target};
pub use yaml::{MAX_YAML_BYTES, parse, span_of};

use crate::diag::{SourceId, SourceMap};
use crate::error::Report;

/// The approved set: everything a composition may be made of.
#[derive(Debug)]
pub struct Catalog {
    /// The organisation's settings.
    pub settings: Settings,
    /// The capabilities by name.
    pub capabilities: BTreeMap<String, Capability>,
    /// The blueprints by name.
    pub blueprints: BTreeMap<String, CatalogBlueprint>,
    /// The texts of the catalog's own YAML files, which spans point into.
    pub sources: SourceMap,
    /// What was found at loading that is no error.
    pub warnings: Report,
    settings_source: SourceId,
    modules: BTreeMap<String, CatalogModule>,
    /// Capability to the names of the modules that provide it.
    providers: BTreeMap<String, Vec<String>>,
}
