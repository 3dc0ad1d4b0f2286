//! What nobody said and nothing decides, with all that a question about it needs.

use hcl_rs::Value;

use crate::catalog::{CatalogModule, Slot};
use crate::diag::Finding;

/// Something that a person could still say.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// What it is: `intent`, `name`, `owner`, `choose.QUESTION`, `use.CAPABILITY@ENVIRONMENT`,
    /// `wire.component.slot` or `component.input`.
    pub key: String,
    /// Its type, as HCL writes it; `module` and `component` for the names of those.
    pub ty: String,
    /// The values it may have, when they are known.
    pub choices: Vec<MissingChoice>,
    /// What it is, and why it is needed.
    pub why: String,
    /// The words of the command line that give it.
    pub fix: String,
    /// What is taken where recommendations are accepted, and what that is.
    pub recommended: Option<(Value, String)>,
    /// Whether only a person may decide it: nothing is recommended and nothing accepted for them.
    pub must_choose: bool,
    /// The input variable that lacks a value, when it is one.
    pub input: Option<MissingInput>,
}

/// One of the values that something may have.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingChoice {
    /// The value.
    pub value: Value,
    /// What it means; may be empty.
    pub text: String,
    /// Why it cannot be chosen, when it cannot.
    pub refused: Option<String>,
}

/// The input variable of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingInput {
    /// The component.
    pub component: String,
    /// Its module.
    pub module: String,
    /// The input variable.
    pub input: String,
}

/// A choice that the linker cannot make: what is wrong while it is not made, and the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// What is wrong; it stands among the findings too.
    pub finding: Finding,
    /// What would decide it.
    pub missing: Missing,
}

impl Open {
    /// Which of several modules answers for a capability in one environment.
    pub(super) fn which_module(
        finding: &Finding,
        at: &str,
        capability: &str,
        environment: &str,
        candidates: &[&CatalogModule],
    ) -> Self {
        let key = format!("{capability}@{environment}");
        let names: Vec<(&str, &CatalogModule)> =
            candidates.iter().map(|module| (module.name.as_str(), *module)).collect();
        let count = names.len();
        let missing = Missing {
            why: format!(
                "{at} needs `{capability}` in {environment}, and {count} approved modules provide it."
            ),
            fix: format!("--use {key}={}", names.first().map_or("MODULE", |(name, _)| name)),
            ..Missing::choice(format!("use.{key}"), "module", &names)
        };
        Self { finding: finding.clone(), missing }
    }

    /// Which of several components serves a slot.
    pub(super) fn which_component(
        finding: &Finding,
        at: &str,
        slot: &Slot,
        able: &[(&str, &CatalogModule)],
    ) -> Self {
        let mut missing = Missing {
            why: format!(
                "{at} takes one `{}`, and {} components provide it.",
                slot.capability,
                able.len()
            ),
            fix: format!("--wire {at}={}", able.first().map_or("COMPONENT", |(name, _)| name)),
            ..Missing::choice(format!("wire.{at}"), "component", able)
        };
        if !slot.required {
            missing.choices.push(MissingChoice::new("none", "It is left empty."));
        }
        Self { finding: finding.clone(), missing }
    }
}

impl Missing {
    fn choice(key: String, ty: &str, among: &[(&str, &CatalogModule)]) -> Self {
        let choice = |(name, module): &(&str, &CatalogModule)| {
            MissingChoice::new(*name, module.card.summary.as_str())
        };
        Self {
            key,
            ty: ty.to_owned(),
            choices: among.iter().map(choice).collect(),
            why: String::new(),
            fix: String::new(),
            recommended: None,
            must_choose: true,
            input: None,
        }
    }
}

impl MissingChoice {
    /// A value that can be chosen.
    #[must_use]
    pub fn new(value: impl Into<Value>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), refused: None }
    }
}
