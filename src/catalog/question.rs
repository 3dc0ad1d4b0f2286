//! A question that an organisation asks of every service it concerns, as it is written.

use std::collections::BTreeMap;

use hcl_rs::Value;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Located;

/// A question of the organisation, and what each answer to it does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question, in one line, such as `What data does it hold?`.
    #[schemars(length(min = 1, max = 120))]
    pub ask: Located<String>,
    /// Whether only a person may answer it: it has no default and is never filled in.
    #[serde(default)]
    pub must_choose: bool,
    /// The option that is recommended.
    #[serde(default)]
    pub default: Option<Located<String>>,
    /// The modules that it is asked for; for every service when there are none.
    #[serde(default, rename = "for")]
    pub modules: Vec<Located<String>>,
    /// The options by name, in the order in which they are offered.
    pub options: BTreeMap<Located<String>, QuestionOption>,
}

/// One answer to a question, and what it does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    /// What choosing it means, in one sentence.
    #[schemars(length(min = 1, max = 120))]
    pub summary: Located<String>,
    /// Modules that the service gets a component of.
    #[serde(default)]
    pub uses: Vec<Located<String>>,
    /// For a module, the values that its components get.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub inputs: BTreeMap<Located<String>, BTreeMap<Located<String>, Located<Value>>>,
    /// Why it cannot be chosen, and whom to ask.
    #[serde(default)]
    pub refused: Option<Located<String>>,
}

impl Question {
    /// The options in the order in which they were written.
    #[must_use]
    pub fn options_in_order(&self) -> Vec<(&str, &QuestionOption)> {
        let mut all: Vec<_> = self.options.iter().collect();
        all.sort_by_key(|(name, _)| name.span);
        all.into_iter().map(|(name, option)| (name.value.as_str(), option)).collect()
    }
}
