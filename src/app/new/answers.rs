//! Answers: what a file or a person says of a service, like `stack.yaml` with everything optional.

use std::collections::BTreeMap;

use hcl_rs::Value;
use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::catalog::Located;
use crate::compose::stack::{ComponentOverride, SourceKind};

/// Answers in a file: like `stack.yaml`, with everything optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Answers")]
pub struct Answers {
    /// The service's name.
    #[serde(default)]
    pub service: Option<String>,
    /// The team that answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// What is wanted, in words.
    ///
    /// A record that nothing is made of where each of `components` names its module.
    #[serde(default)]
    pub intent: Option<String>,
    /// A blueprint by name; a record as `intent` is.
    #[serde(default)]
    pub blueprint: Option<String>,
    /// Where module sources point.
    #[serde(default)]
    pub source: Option<SourceKind>,
    /// The region, for all environments.
    #[serde(default)]
    pub region: Option<String>,
    /// The environments.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The option chosen for each question of the organisation.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub choices: BTreeMap<String, Located<String>>,
    /// The module that provides a capability: `CAPABILITY`, or `CAPABILITY@ENVIRONMENT` for one
    /// environment.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub uses: BTreeMap<String, Located<String>>,
    /// Components by name, over what the intent and the blueprint choose.
    #[serde(default)]
    pub components: BTreeMap<String, AnsweredComponent>,
    /// Links that are not left to the linker.
    #[serde(default)]
    pub links: BTreeMap<String, Vec<Located<String>>>,
}

/// What is said of one component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnsweredComponent {
    /// The module; needed unless the intent or the blueprint has the component.
    #[serde(default)]
    pub module: Option<Located<String>>,
    /// The exact version; the newest when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub version: Option<Version>,
    /// The region.
    #[serde(default)]
    pub region: Option<String>,
    /// How many instances.
    #[serde(default)]
    pub count: Option<u32>,
    /// One instance for each of these keys.
    #[serde(default)]
    pub for_each: Vec<String>,
    /// Values of input variables.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub inputs: BTreeMap<String, Located<Value>>,
    /// What differs in some environments.
    #[serde(default)]
    pub environments: BTreeMap<String, ComponentOverride>,
}

impl Answers {
    /// Whether they say all that a service is made of: every component names its module.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.components.is_empty() && self.components.values().all(|c| c.module.is_some())
    }

    /// Takes the answer to what [`crate::compose::Missing`] or [`super::Decided`] has that key.
    ///
    /// The answer to `intent` is the name of a blueprint where `blueprints` has it, else a
    /// sentence. An input of one environment is `component.input@environment`.
    ///
    /// # Errors
    /// When the value cannot be an answer to that, in words for whoever gave it.
    pub fn put(
        &mut self,
        key: &str,
        value: Value,
        is_blueprint: impl Fn(&str) -> bool,
    ) -> Result<(), String> {
        let text = |value: &Value| match value {
            Value::String(text) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(format!("{key} is a text, and not an empty one")),
        };
        match key {
            "intent" => {
                let said = text(&value)?;
                let (blueprint, intent) =
                    if is_blueprint(&said) { (Some(said), None) } else { (None, Some(said)) };
                (self.blueprint, self.intent) = (blueprint, intent);
            }
            "name" => self.service = Some(text(&value)?),
            "owner" => self.owner = Some(text(&value)?),
            "region" => self.region = Some(text(&value)?),
            "source" => {
                let said = text(&value)?;
                let kind = <SourceKind as clap::ValueEnum>::from_str(&said, false);
                self.source = Some(kind.map_err(|_| format!("there is no source `{said}`"))?);
            }
            "environments" => {
                let list = value.as_array().ok_or("environments are a list of names")?;
                self.environments = list.iter().map(text).collect::<Result<_, _>>()?;
            }
            other => return self.put_named(other, value, text),
        }
        Ok(())
    }

    fn put_named(
        &mut self,
        key: &str,
        value: Value,
        text: impl Fn(&Value) -> Result<String, String>,
    ) -> Result<(), String> {
        if let Some(question) = key.strip_prefix("choose.") {
            self.choices.insert(question.to_owned(), Located::unplaced(text(&value)?));
        } else if let Some(capability) = key.strip_prefix("use.") {
            self.uses.insert(capability.to_owned(), Located::unplaced(text(&value)?));
        } else if let Some(slot) = key.strip_prefix("wire.") {
            let server = text(&value)?;
            let servers = if server == "none" { Vec::new() } else { vec![server] };
            let servers = servers.into_iter().map(Located::unplaced).collect();
            self.links.insert(slot.to_owned(), servers);
        } else if let Some((component, input)) = key.split_once('.') {
            let component = self.components.entry(component.to_owned()).or_default();
            let (input, environment) = match input.split_once('@') {
                Some((input, environment)) => (input, Some(environment)),
                None => (input, None),
            };
            let inputs = match environment {
                Some(name) => {
                    &mut component.environments.entry(name.to_owned()).or_default().inputs
                }
                None => &mut component.inputs,
            };
            inputs.insert(input.to_owned(), Located::unplaced(value));
        } else {
            return Err(format!("nothing is called `{key}`"));
        }
        Ok(())
    }
}
