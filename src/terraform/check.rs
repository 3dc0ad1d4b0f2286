//! What a module checks of itself: conditions with a message, and `check` blocks.

use super::layers::Layers;
use super::reader::Reader;
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

impl Check {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Option<Self> {
        let (name, name_place) = reader.name(block, 0)?;
        reader.known(block, &[], &["assert", "data"]);
        Some(Self {
            name,
            place: block.place(),
            name_place,
            asserts: reader.conditions(block, "assert"),
        })
    }
}
