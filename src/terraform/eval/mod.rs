//! What an expression comes to: a value, or that it is not known.
//!
//! Never a wrong answer: where Terraform's result depends on what is not known here, on a function
//! that is not here or on the last bit of a number, the value is unknown. Nothing impure is
//! called, and every evaluation ends within its bounds, however hostile the text.
//!
//! Where releases of Terraform differ, the value is unknown too: before 1.12 `true || x` is an
//! error when `x` is one, and is `true` since.

mod collections;
mod conditions;
mod convert;
mod expression;
mod functions;
mod number;
mod operators;
mod template;
mod value;

use std::rc::Rc;

use hcl_rs::Value as Plain;

use crate::diag::Span;
use crate::hcl::syntax::Expr;

pub use value::Value;

/// What one evaluation may do, in steps: an expression, an element made or copied, or 16 bytes
/// of text, each is one.
pub const MAX_STEPS: u64 = 1_000_000;

/// How deep expressions may be nested, those that they refer to included.
pub const MAX_DEPTH: u32 = 160;

/// Where the names of an expression are looked up.
pub trait Scope {
    /// What `root.name`, such as `var.region`, stands for.
    fn reference(&self, root: &str, name: &str) -> Reference<'_>;

    /// What the expression that `root.name` stands for came to, where it was evaluated before.
    fn remembered(&self, _root: &str, _name: &str) -> Option<Remembered> {
        None
    }

    /// Hears what the expression that `root.name` stands for came to.
    fn remember(&self, _root: &str, _name: &str, _known: &Remembered) {}
}

/// What an expression that a name stands for came to, and what that took.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// The value, or why Terraform would refuse it; none when a bound was met.
    found: Option<expression::Found>,
    /// How many steps it took; how many there were, when they were too few.
    steps: u64,
    /// How deep it went; how deep it stood, when that was too deep.
    depth: u32,
    /// How many unknown values were met.
    unknowns: u64,
}

impl Remembered {
    /// How many steps it took, which bounds how large it is.
    #[must_use]
    pub fn steps(&self) -> u64 {
        if self.found.is_some() { self.steps } else { 1 }
    }
}

/// What a name stands for.
#[derive(Debug)]
pub enum Reference<'m> {
    /// A value, which may be unknown in part.
    Value(Rc<Value>),
    /// Another expression of the same module, as a local value does.
    Expression(Expr<'m>),
    /// Nothing that is known.
    Unknown,
}

/// What an expression came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A value.
    Known(Plain),
    /// A value that must not be shown.
    Sensitive(Plain),
    /// It depends on what is not known, or would take too much to find out.
    Unknown,
}

/// Why Terraform would refuse an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// The expression that fails, in the text of the whole.
    pub span: Span,
    /// One clause that says why.
    pub message: String,
}

impl Outcome {
    /// The value, sensitive or not.
    #[must_use]
    pub fn value(&self) -> Option<&Plain> {
        match self {
            Self::Known(value) | Self::Sensitive(value) => Some(value),
            Self::Unknown => None,
        }
    }
}

/// Why a part of an evaluation has no value.
#[derive(Debug)]
enum Fault {
    /// Terraform would refuse it: why.
    Wrong(String),
    /// It takes more than the bounds allow.
    Limit,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self::Wrong(message)
    }
}

impl From<&str> for Fault {
    fn from(message: &str) -> Self {
        Self::Wrong(message.to_owned())
    }
}

/// Evaluates an expression.
///
/// # Errors
/// When Terraform would refuse it whatever the unknown parts turn out to be.
pub fn evaluate(expr: &Expr<'_>, scope: &dyn Scope) -> Result<Outcome, EvalError> {
    evaluate_within(expr, scope, &mut { MAX_STEPS })
}

/// The same for one of many expressions, which have `steps` together: what it takes is taken from
/// them.
///
/// # Errors
/// When Terraform would refuse it whatever the unknown parts turn out to be.
pub fn evaluate_within(
    expr: &Expr<'_>,
    scope: &dyn Scope,
    steps: &mut u64,
) -> Result<Outcome, EvalError> {
    let all = MAX_STEPS.min(*steps);
    let mut evaluator = expression::Evaluator::within(scope, all);
    let evaluated = evaluator.expr(expr);
    *steps -= all - evaluator.steps_left();
    let value = match evaluated {
        Ok(value) => value,
        Err(expression::Stop::Limit) => return Ok(Outcome::Unknown),
        Err(expression::Stop::Error(error)) => return Err(error),
    };
    Ok(match value.plain() {
        None => Outcome::Unknown,
        Some(plain) if value.is_sensitive() => Outcome::Sensitive(plain),
        Some(plain) => Outcome::Known(plain),
    })
}

/// Evaluates a condition, converted to a bool as Terraform does; `None` when it is not known.
///
/// # Errors
/// When Terraform would refuse it, or the value is no bool.
pub fn holds(condition: &Expr<'_>, scope: &dyn Scope) -> Result<Option<bool>, EvalError> {
    holds_within(condition, scope, &mut { MAX_STEPS })
}

/// The same for one of many tries, which have `steps` together: what it takes is taken from them.
///
/// # Errors
/// When Terraform would refuse it, or the value is no bool.
pub fn holds_within(
    condition: &Expr<'_>,
    scope: &dyn Scope,
    steps: &mut u64,
) -> Result<Option<bool>, EvalError> {
    let all = MAX_STEPS.min(*steps);
    let mut evaluator = expression::Evaluator::within(scope, all);
    let holds = evaluator.boolean(condition);
    *steps -= all - evaluator.steps_left();
    match holds {
        Ok((holds, _)) => Ok(holds),
        Err(expression::Stop::Limit) => Ok(None),
        Err(expression::Stop::Error(error)) => Err(error),
    }
}
