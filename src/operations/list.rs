//! The modules and blueprints of a catalog.

use schemars::JsonSchema;
use serde::Serialize;

use super::{NoRequest, Operation};
use crate::catalog::{Catalog, CatalogModule};
use crate::error::Result;

/// Lists the modules and blueprints of the catalog.
#[derive(Debug)]
pub struct List;

/// What is in a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListAnswer {
    /// The modules, by name.
    pub modules: Vec<ModuleRecord>,
    /// The blueprints, by name.
    pub blueprints: Vec<BlueprintRecord>,
}

/// A module, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModuleRecord {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `draft`, `in-review`, `approved`, `deprecated` or `revoked`.
    pub lifecycle: &'static str,
    /// The team that answers for it.
    pub owner: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// What to write as `source`.
    pub source: String,
    /// The capabilities that it provides.
    pub provides: Vec<String>,
    /// The capabilities that it must be given.
    pub requires: Vec<String>,
    /// The capabilities that it can be given.
    pub accepts: Vec<String>,
    /// The raw resource types that it stands in for.
    pub replaces: Vec<String>,
}

/// A blueprint, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlueprintRecord {
    /// Its name.
    pub name: String,
    /// What one gets, in a sentence.
    pub summary: String,
    /// The modules of its components.
    pub components: Vec<String>,
}

impl Operation for List {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the modules and blueprints of the catalog";
    type Request = NoRequest;
    type Response = ListAnswer;

    fn run(catalog: &Catalog, _: NoRequest) -> Result<ListAnswer> {
        let blueprints = catalog.blueprints.values().map(|blueprint| BlueprintRecord {
            name: blueprint.written.name.value.clone(),
            summary: blueprint.written.summary.value.clone(),
            components: blueprint.written.parts().map(|part| part.module.to_owned()).collect(),
        });
        Ok(ListAnswer {
            modules: catalog.modules().map(|module| record(catalog, module)).collect(),
            blueprints: blueprints.collect(),
        })
    }
}

fn record(catalog: &Catalog, module: &CatalogModule) -> ModuleRecord {
    let slots = |required: bool| {
        let slots = module.slots.iter().filter(move |s| s.required == required);
        slots.map(|s| s.capability.clone()).collect()
    };
    ModuleRecord {
        name: module.name.clone(),
        version: module.version.to_string(),
        lifecycle: module.lifecycle().as_str(),
        owner: module.card.owner.value.clone(),
        summary: module.card.summary.value.clone(),
        source: catalog.source_of(&module.name),
        provides: module.provides.keys().cloned().collect(),
        requires: slots(true),
        accepts: slots(false),
        replaces: module.card.replaces.iter().map(|r| r.value.clone()).collect(),
    }
}
