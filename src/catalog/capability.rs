//! The typed interfaces between modules, `capabilities.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Located;
use crate::diag::Span;
use crate::terraform::Type;

/// A capability: a named object type that some modules provide and others take.
#[derive(Debug, Clone)]
pub struct Capability {
    /// Its name.
    pub name: String,
    /// Where the name stands in `capabilities.yaml`.
    pub place: Span,
    /// One plain sentence.
    pub summary: Located<String>,
    /// The type that both sides agree on.
    pub ty: Type,
    /// Whether a stack may hold several, all of which a taker can be given at once.
    pub many: bool,
    /// Whether the linker may link it unasked.
    pub wiring: Wiring,
}

/// Whether links of a capability are made unasked.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Wiring {
    /// The linker links what fits.
    #[default]
    Automatic,
    /// Only what a stack or a blueprint names is linked.
    Explicit,
}

/// The file `capabilities.yaml`: every capability by name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "Capabilities")]
pub struct Capabilities(pub BTreeMap<Located<String>, WrittenCapability>);

/// A capability as it is written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenCapability {
    /// One plain sentence that says what it is.
    #[schemars(length(min = 1, max = 120))]
    pub summary: Located<String>,
    /// Its type, as Terraform writes types.
    #[serde(rename = "type")]
    pub ty: Located<String>,
    /// Whether a stack may hold several, all of which a taker can be given at once.
    #[serde(default)]
    pub many: bool,
    /// Whether the linker may link it unasked.
    #[serde(default)]
    pub wiring: Wiring,
}
