//! Type constraints as Terraform writes them: `object({ id = string, tags = optional(map(string)) })`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use hcl_rs::Value;

use super::Mismatch;
use crate::diag::Span;
use crate::hcl::syntax::Expr;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `any`: decided by the value.
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(T)`
    List(Box<Self>),
    /// `set(T)`
    Set(Box<Self>),
    /// `map(T)`
    Map(Box<Self>),
    /// `tuple([A, B])`
    Tuple(Vec<Self>),
    /// `object({ a = A })`
    Object(ObjectType),
}

/// The attributes of an object type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectType {
    /// By name.
    pub attributes: BTreeMap<String, ObjectAttribute>,
}

/// One attribute of an object type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAttribute {
    /// The type of its value.
    pub ty: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What stands for it when it is left out; `null` when nothing is said.
    pub default: Option<Value>,
}

/// What is wrong with a type expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeProblem {
    /// The bytes of the text that was read.
    pub span: Span,
    /// One clause that says what is wrong.
    pub message: String,
    /// The name that was probably meant.
    pub nearest: Option<String>,
}

impl Type {
    /// Reads a type expression.
    ///
    /// # Errors
    /// Every part that is no type, with its place.
    pub fn from_expr(expr: &Expr<'_>) -> Result<Self, Vec<TypeProblem>> {
        let _ = expr;
        todo!()
    }

    /// The type over several lines, an attribute a line, as `terraform fmt` leaves it.
    #[must_use]
    pub fn pretty(&self) -> String {
        todo!()
    }

    /// Says what stands in the way of `value` being given where this type is wanted.
    ///
    /// Terraform's conversions are applied, so `"5"` is a number. `null` is accepted everywhere:
    /// whether a variable takes it is [`super::InputVariable::nullable`]. The only warning is
    /// for attributes that the type does not have and Terraform would drop.
    #[must_use]
    pub fn accepts_value(&self, value: &Value) -> Vec<Mismatch> {
        let _ = value;
        todo!()
    }

    /// The type a literal has by itself: tuples and objects, and `any` for `null`.
    #[must_use]
    pub fn type_of_value(value: &Value) -> Self {
        let _ = value;
        todo!()
    }

    /// Whether `any` stands anywhere in the type.
    #[must_use]
    pub fn contains_any(&self) -> bool {
        todo!()
    }
}

impl ObjectAttribute {
    /// An attribute that must be given.
    #[must_use]
    pub fn required(ty: Type) -> Self {
        Self { ty, optional: false, default: None }
    }

    /// An attribute that may be left out.
    #[must_use]
    pub fn optional(ty: Type, default: Option<Value>) -> Self {
        Self { ty, optional: true, default }
    }
}

impl FromStr for Type {
    type Err = Vec<TypeProblem>;

    fn from_str(_text: &str) -> Result<Self, Self::Err> {
        todo!()
    }
}

impl fmt::Display for Type {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

impl fmt::Display for TypeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}
