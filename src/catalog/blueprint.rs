//! A blueprint, `blueprints/NAME.yaml`, as it is written: a curated composition with a name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Located, ShortOr};
use crate::diag::{SourceId, Span};

/// A curated composition of modules, `blueprints/NAME.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Blueprint")]
pub struct Blueprint {
    /// Name of the blueprint; the same as the name of its file.
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    pub name: Located<String>,
    /// Version of the blueprint, by semantic versioning.
    #[serde(default)]
    #[schemars(example = "1.0.0")]
    pub version: Option<Located<String>>,
    /// One plain sentence of at most 120 characters that says what one gets.
    #[schemars(length(min = 1, max = 120))]
    pub summary: Located<String>,
    /// What a developer would call it.
    #[serde(default)]
    pub aliases: Vec<Located<String>>,
    /// The components by name: a module, or a module with inputs.
    pub components: BTreeMap<Located<String>, Located<ShortOr<BlueprintComponent>>>,
    /// Links that are not left to the linker: `COMPONENT.SLOT` to the components that fill it.
    #[serde(default)]
    pub links: BTreeMap<Located<String>, Vec<Located<String>>>,
    /// The inputs worth asking about, as `COMPONENT.INPUT`, most important first.
    #[serde(default)]
    pub ask: Vec<Located<String>>,
}

/// A component of a blueprint, spelt out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlueprintComponent {
    /// The module.
    pub module: Located<String>,
    /// Values for its inputs.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub inputs: BTreeMap<Located<String>, Located<hcl_rs::Value>>,
}

/// A blueprint of a catalog.
#[derive(Debug, Clone)]
pub struct CatalogBlueprint {
    /// The blueprint as written.
    pub written: Blueprint,
    /// Its text in [`super::Catalog::sources`].
    pub source: SourceId,
}

impl Blueprint {
    /// The components by name, each with its module and the values it sets.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.components.iter().map(|(name, written)| match &written.value {
            ShortOr::Short(module) => {
                Part { name, module, module_span: written.span, inputs: None }
            }
            ShortOr::Long(long) => Part {
                name,
                module: &long.module,
                module_span: long.module.span,
                inputs: Some(&long.inputs),
            },
        })
    }
}

/// One component of a blueprint, whichever way it was written.
#[derive(Debug, Clone, Copy)]
pub struct Part<'b> {
    /// Name of the component.
    pub name: &'b Located<String>,
    /// Name of its module.
    pub module: &'b str,
    /// Where the module's name stands.
    pub module_span: Span,
    /// The values it sets; `None` when it was written short.
    pub inputs: Option<&'b BTreeMap<Located<String>, Located<hcl_rs::Value>>>,
}
