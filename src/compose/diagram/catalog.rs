//! The capability graph of a catalog: which modules give and take what, as data.
//!
//! It tells what could be wired. What is wired in a service is [`super::ServiceWiring`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::picture::{Arrow, Corners, Detail, Picture, Shape};
use crate::catalog::{Catalog, CatalogModule, Wiring};
use crate::compose::render::looks_up;

/// The capabilities of a catalog, and the approved modules that give and take them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CatalogWiring {
    /// The organisation's name.
    pub organisation: String,
    /// The capabilities, by name.
    pub capabilities: Vec<CapabilityNode>,
    /// The approved modules, by name.
    pub modules: Vec<ModuleNode>,
}

/// A capability, and who gives and takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CapabilityNode {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Whether a taker can be given several at once.
    pub many: bool,
    /// Whether it is linked only where a stack or a blueprint says so.
    pub explicit: bool,
    /// The modules that give it.
    pub provided_by: Vec<String>,
    /// The modules that cannot do without.
    pub required_by: Vec<String>,
    /// The modules that use it when there is one.
    pub accepted_by: Vec<String>,
}

/// An approved module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModuleNode {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What one gets, in a sentence.
    pub summary: String,
    /// Whether it makes nothing, and looks up what exists.
    pub looks_up: bool,
}

impl CatalogWiring {
    /// The capability graph of `catalog`.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let takers = |capability: &str, required: bool| -> Vec<String> {
            let takes = |m: &&CatalogModule| {
                let mut slots = m.slots.iter().filter(|s| s.capability == capability);
                // A module with several slots for it is told of once, by the stronger one.
                match required {
                    true => slots.any(|s| s.required),
                    false => slots.clone().next().is_some() && slots.all(|s| !s.required),
                }
            };
            catalog.approved().filter(takes).map(|m| m.name.clone()).collect()
        };
        let capabilities = catalog.capabilities.values().map(|capability| {
            let gives = |m: &&CatalogModule| m.provides.contains_key(&capability.name);
            CapabilityNode {
                name: capability.name.clone(),
                summary: capability.summary.value.clone(),
                many: capability.many,
                explicit: capability.wiring == Wiring::Explicit,
                provided_by: catalog.approved().filter(gives).map(|m| m.name.clone()).collect(),
                required_by: takers(&capability.name, true),
                accepted_by: takers(&capability.name, false),
            }
        });
        let modules = catalog.approved().map(|module| ModuleNode {
            name: module.name.clone(),
            version: module.version.to_string(),
            summary: module.card.summary.value.clone(),
            looks_up: looks_up(module),
        });
        Self {
            organisation: catalog.settings.organisation.value.clone(),
            capabilities: capabilities.collect(),
            modules: modules.collect(),
        }
    }

    /// The picture of it: capabilities between the modules that give them and those that take.
    ///
    /// A module that does both stands on each side, so that the picture reads from left to right.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let mut shapes = Vec::new();
        let mut arrows = Vec::new();
        let mut givers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut takers: BTreeMap<&str, usize> = BTreeMap::new();
        for module in &self.modules {
            let any = |lists: fn(&CapabilityNode) -> Vec<&String>| {
                self.capabilities.iter().any(|c| lists(c).contains(&&module.name))
            };
            let gives = any(|c| c.provided_by.iter().collect());
            let takes = any(|c| c.required_by.iter().chain(&c.accepted_by).collect());
            if gives || !takes {
                givers.insert(&module.name, shapes.len());
                shapes.push(module_shape(module));
            }
            if takes {
                takers.insert(&module.name, shapes.len());
                shapes.push(module_shape(module));
            }
        }
        for capability in &self.capabilities {
            let place = shapes.len();
            shapes.push(capability_shape(capability));
            let mut arrow = |from, to, label: &str, optional| {
                arrows.push(Arrow { from, to, label: label.to_owned(), optional });
            };
            for module in &capability.provided_by {
                arrow(givers[module.as_str()], place, "provides", false);
            }
            for module in &capability.required_by {
                arrow(place, takers[module.as_str()], "required", false);
            }
            for module in &capability.accepted_by {
                arrow(place, takers[module.as_str()], "accepted", true);
            }
        }
        arrows.sort();
        Picture {
            title: format!("The capabilities of the catalog of {}", self.organisation),
            description: "Which approved modules provide each capability, and which take it."
                .to_owned(),
            shapes,
            arrows,
        }
    }
}

fn module_shape(module: &ModuleNode) -> Shape {
    let version = Detail { text: "module".to_owned(), version: Some(module.version.clone()) };
    let mut details = vec![version];
    if module.looks_up {
        details.push(Detail::plain("looks up"));
    }
    Shape {
        name: module.name.clone(),
        details,
        brief: vec![if module.looks_up { "module, looks up" } else { "module" }.to_owned()],
        corners: if module.looks_up { Corners::Round } else { Corners::Square },
        faint: module.looks_up,
    }
}

fn capability_shape(capability: &CapabilityNode) -> Shape {
    let kind = match (capability.explicit, capability.many) {
        (true, _) => "capability, when asked",
        (false, true) => "capability, many",
        (false, false) => "capability",
    };
    Shape {
        name: capability.name.clone(),
        details: vec![Detail::plain(kind)],
        brief: vec![kind.to_owned()],
        corners: Corners::Round,
        faint: false,
    }
}
