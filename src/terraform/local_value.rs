//! A name for an expression within one module.

use super::{Expression, Place};

/// One entry of a `locals` block.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalValue {
    /// The name.
    pub name: String,
    /// The whole entry.
    pub place: Place,
    /// The name.
    pub name_place: Place,
    /// What it stands for.
    pub value: Expression,
}
