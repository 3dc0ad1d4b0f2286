//! What holds and what does not: `&&`, `||` and `? :`.

use super::convert::{convert, unify};
use super::expression::{Evaluated, Evaluator, Stop, wrong};
use super::operators::to_bool;
use super::value::{Kind, Value};
use crate::diag::Span;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::terraform::types::Type;

impl Evaluator<'_> {
    /// An expression that is wanted as a bool; none when it is unknown, and whether it is hidden.
    pub(super) fn boolean(&mut self, expr: &Expr<'_>) -> Result<(Option<bool>, bool), Stop> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.boolean(inner),
            ExprKind::Binary(left, op @ (BinaryOp::And | BinaryOp::Or), right) => {
                self.enter()?;
                let result = self.logical(left, *op == BinaryOp::Or, right);
                self.depth -= 1;
                result
            }
            ExprKind::Conditional(parts) => {
                self.enter()?;
                let value = self.conditional(parts, true, expr.span);
                self.depth -= 1;
                let value = value?;
                let sensitive = value.sensitive;
                let value = to_bool(value).map_err(|message| wrong(expr.span, message))?;
                Ok((value, sensitive))
            }
            _ => {
                let value = self.expr(expr)?;
                let sensitive = value.sensitive;
                let value = to_bool(value).map_err(|message| wrong(expr.span, message))?;
                Ok((value, sensitive))
            }
        }
    }

    /// `left && right`; `left || right` when `or`.
    pub(super) fn logical(
        &mut self,
        left: &Expr<'_>,
        or: bool,
        right: &Expr<'_>,
    ) -> Result<(Option<bool>, bool), Stop> {
        let left = self.boolean(left);
        if matches!(left, Err(Stop::Limit)) {
            return left;
        }
        match (left, self.boolean(right)) {
            (_, Err(Stop::Limit)) | (Err(Stop::Limit), _) => Err(Stop::Limit),
            // Releases differ in whether the other side, which fails, is looked at.
            (Ok((Some(value), sensitive)), Err(_)) | (Err(_), Ok((Some(value), sensitive)))
                if value == or =>
            {
                self.unknowns += 1;
                Ok((None, sensitive))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok((left, hidden)), Ok((right, more))) => {
                let value =
                    if left == Some(or) || right == Some(or) { Some(or) } else { left.and(right) };
                Ok((value, hidden || more))
            }
        }
    }

    /// `as_bool` says that a bool is made of the result, so that a type that the other arm may
    /// have changes nothing.
    pub(super) fn conditional(
        &mut self,
        parts: &[Expr<'_>; 3],
        as_bool: bool,
        span: Span,
    ) -> Evaluated {
        let [condition, yes, no] = parts;
        let (holds, sensitive) = self.boolean(condition)?;
        let Some(holds) = holds else {
            self.unknowns += 1;
            return Ok(Value::unknown(Type::Any));
        };
        let (arm, other_arm) = if holds { (yes, no) } else { (no, yes) };
        let chosen = if as_bool { self.arm(arm)? } else { self.expr(arm)? };
        // The other arm matters for its type alone, and what goes wrong in it not at all.
        let unknowns = self.unknowns;
        let other = match self.expr(other_arm) {
            Ok(other) => Some(other),
            Err(Stop::Limit) => return Err(Stop::Limit),
            Err(Stop::Error(_)) => match type_of_failure(other_arm) {
                Some(Type::Any) => None,
                Some(ty) => Some(Value::unknown(ty)),
                None => {
                    self.unknowns += 1;
                    return Ok(Value::unknown(Type::Any));
                }
            },
        };
        self.unknowns = unknowns;
        let untyped = |value: &Value| matches!(value.kind, Kind::Null(Type::Any));
        let value = match other {
            None => chosen,
            Some(other) if untyped(&other) => chosen,
            Some(other) if untyped(&chosen) && !other.has_unknown_type() => {
                Kind::Null(other.ty()).into()
            }
            Some(other) if as_bool && other.has_unknown_type() => chosen,
            Some(other) if other.has_unknown_type() || chosen.has_unknown_type() => {
                Value::unknown(Type::Any)
            }
            Some(other) => {
                let types = [chosen.ty(), other.ty()];
                let converted = unify(&types).and_then(|ty| convert(chosen, &ty));
                converted.map_err(|message| wrong(span, message))?
            }
        };
        self.made(value.marked(sensitive))
    }

    /// The arm of a conditional of which a bool is made.
    pub(super) fn arm(&mut self, expr: &Expr<'_>) -> Evaluated {
        match &expr.kind {
            ExprKind::Paren(inner) => self.arm(inner),
            ExprKind::Conditional(parts) => {
                self.enter()?;
                let value = self.conditional(parts, true, expr.span);
                self.depth -= 1;
                value
            }
            _ => self.expr(expr),
        }
    }
}

/// The type that Terraform takes an expression for that fails; none where that is hard to tell.
fn type_of_failure(expr: &Expr<'_>) -> Option<Type> {
    match &expr.kind {
        ExprKind::Paren(inner) => type_of_failure(inner),
        ExprKind::Unary(UnaryOp::Negate, _)
        | ExprKind::Binary(
            _,
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo,
            _,
        ) => Some(Type::Number),
        ExprKind::Unary(..) | ExprKind::Binary(..) => Some(Type::Bool),
        ExprKind::Call { .. } | ExprKind::GetAttr(..) | ExprKind::Index(..) => Some(Type::Any),
        _ => None,
    }
}
