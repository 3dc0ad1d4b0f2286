//! How a module tells Terraform that an object was renamed, let go or taken in.

use super::{Argument, Expression, Lifecycle, NestedBlock, Place};

/// A `moved` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The whole block.
    pub place: Place,
    /// The address it had, as written without spaces.
    pub from: Option<String>,
    /// The address it has, as written without spaces.
    pub to: Option<String>,
    /// Where `from` stands.
    pub from_expression: Option<Expression>,
    /// Where `to` stands.
    pub to_expression: Option<Expression>,
}

/// A `removed` block (Terraform 1.7).
#[derive(Debug, Clone, PartialEq)]
pub struct Removed {
    /// The whole block.
    pub place: Place,
    /// The address it had, as written without spaces.
    pub from: Option<String>,
    /// Where `from` stands.
    pub from_expression: Option<Expression>,
    /// Whether the object itself is destroyed: so unless `lifecycle { destroy = false }`.
    pub destroy: bool,
    /// The `lifecycle` block.
    pub lifecycle: Option<Lifecycle>,
    /// Provisioners run on the way out.
    pub provisioners: Vec<NestedBlock>,
}

/// An `import` block (Terraform 1.5).
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The whole block.
    pub place: Place,
    /// The address it gets, as written without spaces.
    pub to: Option<String>,
    /// The object's identifier.
    pub id: Option<Argument>,
    /// `identity`, in place of `id` (Terraform 1.12).
    pub identity: Option<Argument>,
    /// `for_each`
    pub for_each: Option<Argument>,
    /// `provider`
    pub provider: Option<Argument>,
}
