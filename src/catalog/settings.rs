//! The organisation's settings, `catalog.yaml`, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Located, Question};

/// The organisation's settings: where modules come from and how environments differ.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Catalog settings")]
pub struct Settings {
    /// Name of the organisation.
    #[schemars(length(min = 1))]
    pub organisation: Located<String>,
    /// Host name of the module registry, such as `registry.acme.example`.
    pub registry: Located<String>,
    /// Namespace of the modules in the registry.
    pub namespace: Located<String>,
    /// Target system of the modules in the registry, such as `aws`.
    pub target_system: Located<String>,
    /// Git repository that holds the catalog.
    #[serde(default)]
    pub git: Option<Located<String>>,
    /// The Terraform versions that root modules admit, as a version constraint.
    pub terraform: Located<String>,
    /// The providers that root modules use, by local name.
    pub providers: BTreeMap<Located<String>, Provider>,
    /// Regions by the short name that people say, such as `eu: eu-west-1`.
    #[serde(default)]
    pub regions: BTreeMap<Located<String>, Located<String>>,
    /// Names of what is created: an input, and the pattern of its value with `${service}`,
    /// `${environment}`, `${component}` and `${region}`.
    #[serde(default)]
    pub naming: BTreeMap<Located<String>, Located<String>>,
    /// The environments by name, in the order in which a change travels through them.
    pub environments: BTreeMap<Located<String>, Environment>,
    /// For a capability that several modules provide, the module to take where nothing else decides.
    #[serde(default)]
    pub defaults: BTreeMap<Located<String>, Located<String>>,
    /// What the organisation asks of every service, by name, in the order in which it asks.
    #[serde(default)]
    pub questions: BTreeMap<Located<String>, Question>,
    /// What is asked of a release before it may be used.
    #[serde(default)]
    pub releases: Releases,
}

/// What the registry asks of a release before it may be used.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Releases {
    /// Whether somebody must approve what was published; without it, what is fit is approved.
    pub review: Located<bool>,
    /// Whether who published a release may approve it: `false` asks for a second person.
    pub self_approval: Located<bool>,
}

impl Default for Releases {
    fn default() -> Self {
        Self { review: Located::unplaced(true), self_approval: Located::unplaced(true) }
    }
}

/// A provider that root modules use.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Source address, such as `hashicorp/aws`.
    pub source: Located<String>,
    /// Version constraint written into root modules.
    pub version: Located<String>,
    /// Arguments of the provider block; `${region}`, `${service}`, `${environment}`, `${owner}` and the
    /// option chosen for a question, as `${choice.QUESTION}`, are filled in.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub configuration: BTreeMap<Located<String>, Located<hcl_rs::Value>>,
}

/// One environment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// One plain sentence that says what the environment is for.
    #[schemars(length(min = 1, max = 120))]
    pub summary: Located<String>,
    /// Region the environment lives in.
    pub region: Located<String>,
    /// Where state is kept; a local file when left out.
    #[serde(default)]
    pub backend: Option<Backend>,
    /// For a capability, the module that provides it in this environment.
    #[serde(default)]
    pub bindings: BTreeMap<Located<String>, Located<String>>,
    /// For a module, or `*` for all that have such an input, the values this environment sets.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub inputs: BTreeMap<Located<String>, BTreeMap<Located<String>, Located<hcl_rs::Value>>>,
}

/// Where an environment's state is kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backend {
    /// Backend type, such as `s3`.
    #[serde(rename = "type")]
    pub kind: Located<String>,
    /// Arguments of the backend block; `${service}`, `${environment}` and `${region}` are filled in.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub settings: BTreeMap<Located<String>, Located<hcl_rs::Value>>,
}

/// The words that `${…}` in a provider's configuration or a backend's settings may name; the first
/// also `choice.QUESTION`.
pub const PLACEHOLDERS: [&str; 4] = ["environment", "owner", "region", "service"];

/// The words that `${…}` in a pattern of `naming` may name.
pub const NAMING_PLACEHOLDERS: [&str; 4] = ["component", "environment", "region", "service"];

impl Settings {
    /// The environments in the order in which they were written, which is the order of promotion.
    #[must_use]
    pub fn environments_in_order(&self) -> Vec<(&str, &Environment)> {
        let mut all: Vec<_> = self.environments.iter().collect();
        all.sort_by_key(|(name, _)| name.span);
        all.into_iter().map(|(name, e)| (name.value.as_str(), e)).collect()
    }

    /// The organisation's questions in the order in which they were written.
    #[must_use]
    pub fn questions_in_order(&self) -> Vec<(&str, &Question)> {
        let mut all: Vec<_> = self.questions.iter().collect();
        all.sort_by_key(|(name, _)| name.span);
        all.into_iter().map(|(name, q)| (name.value.as_str(), q)).collect()
    }

    /// The environment of that name.
    #[must_use]
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.get(name)
    }

    /// The registry address of a module: `HOST/NAMESPACE/NAME/SYSTEM`.
    #[must_use]
    pub fn source_of(&self, module: &str) -> String {
        format!("{}/{}/{module}/{}", self.registry, self.namespace, self.target_system)
    }
}

impl Environment {
    /// The values this environment sets for a module: those of `*` first, then its own over them.
    ///
    /// A value under `*` counts only where the module has such an input, which the caller knows.
    pub fn inputs_of<'s>(&'s self, module: &str) -> BTreeMap<&'s str, &'s Located<hcl_rs::Value>> {
        let own = self.inputs.get(module);
        let all = self.inputs.get("*");
        [all, own]
            .into_iter()
            .flatten()
            .flat_map(|inputs| inputs.iter().map(|(name, value)| (name.value.as_str(), value)))
            .collect()
    }
}
