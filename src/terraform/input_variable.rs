//! What a module asks of its caller.

use hcl_rs::Value;

use super::{Condition, Expression, Place, Type};

/// A `variable` block.
#[derive(Debug, Clone, PartialEq)]
pub struct InputVariable {
    /// The name.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The type; [`Type::Any`] when none is written or when it cannot be read.
    pub ty: Type,
    /// The type as written, when it is.
    pub type_constraint: Option<TypeConstraint>,
    /// The default; the variable is required when there is none.
    pub default: Option<Expression>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether the caller may pass `null`: so unless the module says otherwise.
    pub nullable: bool,
    /// Whether the value is kept out of Terraform's messages.
    pub sensitive: bool,
    /// Whether the value is kept out of plans and state (Terraform 1.10).
    pub ephemeral: bool,
    /// Whether the value must be known before planning: `const = true` (Terraform 1.15).
    pub constant: bool,
    /// Why it should no longer be set (Terraform 1.15).
    pub deprecated: Option<String>,
    /// What values must satisfy.
    pub validations: Vec<Validation>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeConstraint {
    /// The source text of the type expression.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A `validation` block.
pub type Validation = Condition;

impl InputVariable {
    /// Whether a caller must set it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.default.is_none()
    }

    /// The values the validations leave, when one of them lists all that are allowed.
    ///
    /// Understands `contains([…], var.x)`, alone or after `var.x == null ||`, and
    /// `var.x == "a" || var.x == "b"`. Where several validations list values, those that all admit.
    #[must_use]
    pub fn allowed_values(&self) -> Option<Vec<Value>> {
        todo!()
    }

    /// The least and the greatest number that the validations allow, both inclusive.
    ///
    /// Understands comparisons of `var.x` itself with constants, joined by `&&`; a comparison of
    /// `length(var.x)` bounds something else and is left alone.
    #[must_use]
    pub fn number_bounds(&self) -> (Option<f64>, Option<f64>) {
        todo!()
    }
}
