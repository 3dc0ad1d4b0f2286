//! An expression as the model keeps it: where it stands and, when it is constant, its value.
//!
//! A syntax tree borrows from its text, so it is not kept: [`super::Module::expr`] reads an
//! expression again where somebody needs its inside. Nothing is evaluated here beyond constants.

use hcl_rs::Value;

use super::{Named, Place};

/// An expression: its place, and its value when it names nothing and calls nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// From its first byte to its last.
    pub place: Place,
    /// The value, when it is constant; numbers beyond 64 bits lose precision.
    pub literal: Option<Value>,
}

/// `name = expression`
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// What is set.
    pub name: String,
    /// The name.
    pub name_place: Place,
    /// From the name to the end of the expression.
    pub place: Place,
    /// To what.
    pub value: Expression,
}

/// A block inside another, such as `lifecycle { … }` or `dynamic "ingress" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedBlock {
    /// The word before the labels.
    pub kind: String,
    /// The labels.
    pub labels: Vec<String>,
    /// From the kind to the closing brace.
    pub place: Place,
    /// The kind alone, for pointing at.
    pub kind_place: Place,
    /// What it sets, in source order.
    pub arguments: Named<Argument>,
    /// The blocks inside it, in source order.
    pub blocks: Vec<Self>,
}

impl Expression {
    /// The text, when the expression is a constant string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.literal.as_ref().and_then(Value::as_str)
    }
}

impl NestedBlock {
    /// The kind of block that results: for `dynamic "x"` it is `x`.
    #[must_use]
    pub fn effective_kind(&self) -> &str {
        match self.labels.first() {
            Some(label) if self.kind == "dynamic" => label,
            _ => &self.kind,
        }
    }
}
