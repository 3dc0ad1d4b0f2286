//! The stack: what was asked for, as the file `stack.yaml` in a service's folder.
//!
//! It is the editable record that everything else is rendered from. It holds no Terraform and
//! nothing that the catalog decides; a value that is not here is the module's default, the
//! environment's, or comes over a link.

use std::collections::BTreeMap;

use hcl_rs::Value;
use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::catalog::Located;

/// What was asked for: `stack.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// The service's name: lower-case letters, digits and hyphens, a letter first.
    pub service: String,
    /// The team that answers for the service.
    pub owner: String,
    /// What was asked for, in the asker's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// The blueprint that the stack started from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
    /// Where the module sources in the Terraform point.
    #[serde(default)]
    pub source: SourceKind,
    /// The region, by the catalog's name for it or the provider's; each environment's own when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The environments that get a root module each.
    pub environments: Vec<String>,
    /// The option chosen for each question of the organisation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub choices: BTreeMap<String, Located<String>>,
    /// The modules used, by the name each has in this service.
    pub components: BTreeMap<String, Component>,
    /// Links that are not left to the linker: `component.slot` to who serves it.
    ///
    /// A server is `component`, `component.output` or a path into an output; `[]` leaves an
    /// optional slot empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, Vec<Located<String>>>,
}

/// Where the module sources in the rendered Terraform point.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// The module registry, by address and exact version.
    #[default]
    Registry,
    /// Tags of the catalog's git repository.
    Git,
    /// Copies of the modules, in the service's own folder.
    Vendor,
}

impl SourceKind {
    /// The kind in a word, as it is written in a file and after `--source`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Git => "git",
            Self::Vendor => "vendor",
        }
    }
}

/// One module used in a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The module's name in the catalog.
    pub module: Located<String>,
    /// The exact version.
    #[schemars(with = "String")]
    pub version: Version,
    /// The region, by the catalog's name for it or the provider's; the environment's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How many instances; one, and no index in addresses, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// One instance for each of these keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub for_each: Vec<String>,
    /// Values of input variables. A string is a template: `${…}` refers, `$${` is a plain `${`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub inputs: BTreeMap<String, Located<Value>>,
    /// What differs in some environments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environments: BTreeMap<String, ComponentOverride>,
}

/// What differs for a component in one environment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentOverride {
    /// Another module that does the same work there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Another exact version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub version: Option<Version>,
    /// Values of input variables that differ there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub inputs: BTreeMap<String, Located<Value>>,
}

impl Component {
    /// A component of one module at one version, and nothing else said.
    #[must_use]
    pub fn new(module: impl Into<String>, version: Version) -> Self {
        Self {
            module: Located::unplaced(module.into()),
            version,
            region: None,
            count: None,
            for_each: Vec::new(),
            inputs: BTreeMap::new(),
            environments: BTreeMap::new(),
        }
    }

    /// The module's name in one environment.
    #[must_use]
    pub fn module_in(&self, environment: &str) -> &str {
        let other = self.environments.get(environment).and_then(|o| o.module.as_deref());
        other.unwrap_or(&self.module)
    }

    /// The version in one environment.
    #[must_use]
    pub fn version_in(&self, environment: &str) -> &Version {
        let other = self.environments.get(environment).and_then(|o| o.version.as_ref());
        other.unwrap_or(&self.version)
    }

    /// The values given for one environment, over those given for all.
    #[must_use]
    pub fn inputs_in(&self, environment: &str) -> BTreeMap<&str, &Located<Value>> {
        let everywhere = self.inputs.iter();
        let there = self.environments.get(environment).map(|o| o.inputs.iter());
        everywhere.chain(there.into_iter().flatten()).map(|(k, v)| (k.as_str(), v)).collect()
    }
}

/// Says what is wrong with the name of a service, or nothing.
#[must_use]
pub fn service_name_problem(name: &str) -> Option<String> {
    let shape = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-')
        && name.len() <= 40;
    (!shape).then(|| {
        format!(
            "`{name}` cannot name a service: use lower-case letters, digits and hyphens, a letter \
             first, 40 characters at most"
        )
    })
}

/// Says what is wrong with the name of a component, or nothing.
///
/// A component's name is a block label in Terraform and part of names in the cloud.
#[must_use]
pub fn component_name_problem(name: &str) -> Option<String> {
    let shape = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.len() <= 40;
    (!shape).then(|| {
        format!(
            "`{name}` cannot name a component: use lower-case letters, digits and underscores, a \
             letter first, 40 characters at most"
        )
    })
}
