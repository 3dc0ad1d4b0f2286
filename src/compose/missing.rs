//! What nobody said and nothing decides, with all that a question about it needs.

use hcl_rs::Value;

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

impl MissingChoice {
    /// A value that can be chosen.
    #[must_use]
    pub fn new(value: impl Into<Value>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), refused: None }
    }
}
