//! A module before it is text: what it takes, holds, gives and guarantees.
//!
//! Both ways to a module, from an interface and from existing resources, end in a [`Draft`]; what
//! the files of one look like is known to [`super::files`] alone.

use std::collections::BTreeMap;

use hcl_rs::Value;

use crate::catalog::Lifecycle;
use crate::terraform::Type;

/// A module before it is text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) summary: String,
    pub(super) owner: String,
    pub(super) lifecycle: Lifecycle,
    pub(super) aliases: Vec<String>,
    /// The resource types that it stands in for.
    pub(super) replaces: Vec<String>,
    /// The Terraform versions that it admits.
    pub(super) terraform: String,
    /// The providers by local name.
    pub(super) providers: BTreeMap<String, Requirement>,
    pub(super) variables: Vec<Variable>,
    /// `main.tf`, not laid out yet.
    pub(super) main: String,
    pub(super) outputs: Vec<Output>,
    pub(super) guardrails: Vec<Guardrail>,
    /// The inputs that a person is asked.
    pub(super) ask: Vec<String>,
    /// Capability to output.
    pub(super) provides: BTreeMap<String, String>,
    /// Capability to input, and whether the input is a map that takes several.
    pub(super) requires: BTreeMap<String, (String, bool)>,
    /// The same, for what it can do without.
    pub(super) accepts: BTreeMap<String, (String, bool)>,
}

/// A provider that a module needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requirement {
    pub(super) source: String,
    pub(super) version: String,
    /// What its block holds in an example, as HCL.
    pub(super) configuration: String,
}

/// An input variable.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) ty: Type,
    /// The default as HCL; the variable is required when there is none.
    pub(super) default: Option<String>,
    pub(super) sensitive: bool,
    pub(super) validation: Option<Validation>,
    /// A value that fits, for the example and the tests.
    pub(super) sample: Value,
    /// Whether the tests pass the sample though there is a default.
    pub(super) exercised: bool,
}

/// What the value of an input variable must satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Validation {
    pub(super) condition: String,
    pub(super) message: String,
    /// A value that does not satisfy it, where one is known.
    pub(super) bad: Option<Value>,
}

/// An output value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) name: String,
    pub(super) description: String,
    /// The expression, as HCL.
    pub(super) value: String,
    pub(super) sensitive: bool,
}

/// What a module guarantees, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guardrail {
    pub(super) id: String,
    pub(super) text: String,
    /// Addresses, and for each a condition that fails without it.
    pub(super) at: Vec<(String, String)>,
}

impl Draft {
    /// A draft of that name with nothing in it.
    pub(super) fn new(name: &str, summary: &str, owner: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            summary: summary.to_owned(),
            owner: owner.to_owned(),
            lifecycle: Lifecycle::Draft,
            aliases: Vec::new(),
            replaces: Vec::new(),
            terraform: String::new(),
            providers: BTreeMap::new(),
            variables: Vec::new(),
            main: String::new(),
            outputs: Vec::new(),
            guardrails: Vec::new(),
            ask: Vec::new(),
            provides: BTreeMap::new(),
            requires: BTreeMap::new(),
            accepts: BTreeMap::new(),
        }
    }

    /// The variable of that name.
    pub(super) fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// Whether an input, output or provider has the name.
    pub(super) fn has_variable(&self, name: &str) -> bool {
        self.variable(name).is_some()
    }

    /// Adds a guardrail's place; those of one id become one guardrail.
    pub(super) fn guard(&mut self, id: &str, text: &str, address: String, condition: String) {
        let at = (address, condition);
        match self.guardrails.iter_mut().find(|guardrail| guardrail.id == id) {
            Some(known) => known.at.push(at),
            None => self.guardrails.push(Guardrail {
                id: id.to_owned(),
                text: text.to_owned(),
                at: vec![at],
            }),
        }
    }
}
