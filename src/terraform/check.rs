//! What a module checks of itself: conditions with a message, and `check` blocks.

use super::{Expression, Place};

/// A `validation`, `precondition`, `postcondition` or `assert` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The whole block.
    pub place: Place,
    /// What must hold.
    pub condition: Option<Expression>,
    /// The condition as native HCL source; empty when it is missing.
    pub condition_text: String,
    /// What is said when it does not hold.
    pub error_message: Option<Expression>,
}

/// A `check` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The name.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// What it asserts.
    pub asserts: Vec<Condition>,
}
