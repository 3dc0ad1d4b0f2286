//! The blueprints of a catalog, whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{NoRequest, Operation};
use crate::catalog::{Blueprint, Catalog, Part};
use crate::error::Result;

/// Shows the blueprints: their components, links and questions.
#[derive(Debug)]
pub struct Blueprints;

/// The blueprints of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlueprintsAnswer {
    /// Each of them, by name.
    pub blueprints: Vec<BlueprintView>,
}

/// A blueprint: a curated composition of modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlueprintView {
    /// Its name.
    pub name: String,
    /// Its version, when it has one.
    pub version: Option<String>,
    /// What one gets, in a sentence.
    pub summary: String,
    /// What a developer would call it.
    pub aliases: Vec<String>,
    /// The components, by name.
    pub components: BTreeMap<String, PartView>,
    /// Links that are not left to the linker: `component.slot` to the components that fill it.
    pub links: BTreeMap<String, Vec<String>>,
    /// The inputs worth asking about, as `component.input`, most important first.
    pub ask: Vec<String>,
}

/// A component of a blueprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartView {
    /// The module.
    pub module: String,
    /// The values that it sets, by input variable.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub inputs: BTreeMap<String, hcl_rs::Value>,
}

impl Operation for Blueprints {
    const NAME: &'static str = "blueprints";
    const ABOUT: &'static str = "Show the blueprints: their components, links and questions";
    type Request = NoRequest;
    type Response = BlueprintsAnswer;

    fn run(catalog: &Catalog, _: NoRequest) -> Result<BlueprintsAnswer> {
        let blueprints = catalog.blueprints.values();
        Ok(BlueprintsAnswer { blueprints: blueprints.map(|b| view(&b.written)).collect() })
    }
}

fn view(blueprint: &Blueprint) -> BlueprintView {
    let texts = |list: &[crate::catalog::Located<String>]| -> Vec<String> {
        list.iter().map(|text| text.value.clone()).collect()
    };
    BlueprintView {
        name: blueprint.name.value.clone(),
        version: blueprint.version.as_ref().map(|version| version.value.clone()),
        summary: blueprint.summary.value.clone(),
        aliases: texts(&blueprint.aliases),
        components: blueprint
            .parts()
            .map(|part| (part.name.value.clone(), part_view(part)))
            .collect(),
        links: blueprint
            .links
            .iter()
            .map(|(slot, servers)| (slot.value.clone(), texts(servers)))
            .collect(),
        ask: texts(&blueprint.ask),
    }
}

fn part_view(part: Part<'_>) -> PartView {
    let inputs = part.inputs.into_iter().flatten();
    PartView {
        module: part.module.to_owned(),
        inputs: inputs.map(|(name, value)| (name.value.clone(), value.value.clone())).collect(),
    }
}
