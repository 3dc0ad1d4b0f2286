//! What a module gives to its caller.

use super::layers::Layers;
use super::reader::Reader;
use super::{Condition, Expression, Place, Type, TypeConstraint};

/// An `output` block.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputValue {
    /// The name.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The value; `None` when it is missing, which is a finding.
    pub value: Option<Expression>,
    /// The declared type (Terraform 1.15).
    pub ty: Option<Type>,
    /// The declared type as written.
    pub type_constraint: Option<TypeConstraint>,
    /// What it is.
    pub description: Option<String>,
    /// Whether the value is kept out of Terraform's messages.
    pub sensitive: bool,
    /// Whether the value is kept out of plans and state (Terraform 1.10).
    pub ephemeral: bool,
    /// Why it should no longer be used (Terraform 1.15).
    pub deprecated: Option<String>,
    /// What it waits for beyond what it names.
    pub depends_on: Option<Expression>,
    /// What must hold before it is given.
    pub preconditions: Vec<Condition>,
}

impl OutputValue {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Option<Self> {
        let (name, name_place) = reader.name(block, 0)?;
        const ARGUMENTS: [&str; 7] =
            ["value", "type", "description", "sensitive", "ephemeral", "deprecated", "depends_on"];
        reader.known(block, &ARGUMENTS, &["precondition"]);
        let value = reader.expression_of(block, "value");
        if value.is_none() {
            reader.missing(block, "value");
        }
        let (type_constraint, ty) = reader.type_of(block, "type").unzip();
        Some(Self {
            name,
            place: block.place(),
            name_place,
            value,
            ty: ty.flatten(),
            type_constraint,
            description: reader.string_of(block, "description"),
            sensitive: reader.flag_of(block, "sensitive").unwrap_or(false),
            ephemeral: reader.flag_of(block, "ephemeral").unwrap_or(false),
            deprecated: reader.string_of(block, "deprecated"),
            depends_on: reader.expression_of(block, "depends_on"),
            preconditions: reader.conditions(block, "precondition"),
        })
    }
}
