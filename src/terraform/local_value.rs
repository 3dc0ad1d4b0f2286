//! A name for an expression within one module.

use super::layers::At;
use super::reader::Reader;
use super::{Expression, Place};
use crate::hcl::syntax::Attribute;

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

impl LocalValue {
    pub(super) fn read<'t>(at: At<'t, Attribute<'t>>, reader: &Reader<'t>) -> Self {
        Self {
            name: at.node.name.text.to_owned(),
            place: Place::new(at.source, at.node.span),
            name_place: Place::new(at.source, at.node.name.span),
            value: reader.expression(at.source, &at.node.value),
        }
    }
}
