//! What the operators make of values: equality without conversions, all others with them.

use std::cmp::Ordering;

use super::Fault;
use super::convert::convert;
use super::number::Number;
use super::value::{Kind, Value};
use crate::hcl::syntax::{BinaryOp, UnaryOp};
use crate::terraform::types::Type;

/// Whether two values are equal; none when that is not known.
pub(super) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (&a.kind, &b.kind) {
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Unknown(_), _) | (_, Kind::Unknown(_)) => None,
        (Kind::Null(_), _) | (_, Kind::Null(_)) => Some(false),
        _ => match (a.has_unknown_type() || b.has_unknown_type(), a.ty() == b.ty()) {
            (false, false) => Some(false),
            (_, same) => {
                let found = same_content(a, b);
                // What cannot be seen may still make the types differ.
                if same || found == Some(false) { found } else { None }
            }
        },
    }
}

fn same_content(a: &Value, b: &Value) -> Option<bool> {
    let all = |pairs: &mut dyn Iterator<Item = Option<bool>>| {
        let mut all = Some(true);
        for pair in pairs {
            match pair {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    };
    match (&a.kind, &b.kind) {
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => a.compare(b).map(|order| order == Ordering::Equal),
        (Kind::String(a), Kind::String(b)) => Some(a == b),
        (Kind::Tuple(a), Kind::Tuple(b)) | (Kind::List(_, a), Kind::List(_, b)) => {
            if a.len() != b.len() {
                return Some(false);
            }
            all(&mut a.iter().zip(b).map(|(a, b)| equal(a, b)))
        }
        (Kind::Set(_, a), Kind::Set(_, b)) => {
            if a.len() != b.len() {
                return Some(false);
            }
            all(&mut a.iter().map(|a| contains(b, a)))
        }
        (Kind::Map(_, a), Kind::Map(_, b)) | (Kind::Object(a), Kind::Object(b)) => {
            if !a.keys().eq(b.keys()) {
                return Some(false);
            }
            all(&mut a.values().zip(b.values()).map(|(a, b)| equal(a, b)))
        }
        _ => Some(false),
    }
}

/// Whether one of the values is equal to `value`.
pub(super) fn contains(items: &[Value], value: &Value) -> Option<bool> {
    let mut found = Some(false);
    for item in items {
        match equal(item, value) {
            Some(true) => return Some(true),
            None => found = None,
            Some(false) => {}
        }
    }
    found
}

/// The order of a set's elements, `null` last; none for what has no order of its own.
pub(super) fn compare_in_set(a: &Value, b: &Value) -> Option<Ordering> {
    match (&a.kind, &b.kind) {
        (Kind::Null(_), Kind::Null(_)) => Some(Ordering::Equal),
        (Kind::Null(_), _) => Some(Ordering::Greater),
        (_, Kind::Null(_)) => Some(Ordering::Less),
        (Kind::String(a), Kind::String(b)) => Some(a.cmp(b)),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a.cmp(b)),
        (Kind::Number(a), Kind::Number(b)) => a.compare(b),
        _ => None,
    }
}

/// `!x`, `-x`
pub(super) fn unary(op: UnaryOp, operand: Value) -> Result<Value, Fault> {
    let sensitive = operand.sensitive;
    let result = match op {
        UnaryOp::Not => Value::bool(to_bool(operand)?.map(|value| !value)),
        UnaryOp::Negate => Value::number(to_number(operand)?.and_then(|n| n.negate())),
    };
    Ok(result.marked(sensitive))
}

/// `left op right`, but for `&&` and `||`.
pub(super) fn binary(left: Value, op: BinaryOp, right: Value) -> Result<Value, Fault> {
    let sensitive = left.is_sensitive() || right.is_sensitive();
    let result = match op {
        BinaryOp::Equal => Value::bool(equal(&left, &right)),
        BinaryOp::NotEqual => Value::bool(equal(&left, &right).map(|same| !same)),
        _ => {
            let (left, right) = (to_number(left)?, to_number(right)?);
            match op {
                BinaryOp::Less => ordered(left, right, Ordering::is_lt),
                BinaryOp::LessEqual => ordered(left, right, Ordering::is_le),
                BinaryOp::Greater => ordered(left, right, Ordering::is_gt),
                BinaryOp::GreaterEqual => ordered(left, right, Ordering::is_ge),
                _ => match (left, right) {
                    (Some(left), Some(right)) => arithmetic(&left, op, &right)?,
                    _ => Value::unknown(Type::Number),
                },
            }
        }
    };
    Ok(result.marked(sensitive))
}

fn ordered(left: Option<Number>, right: Option<Number>, holds: fn(Ordering) -> bool) -> Value {
    let order = left.zip(right).and_then(|(left, right)| left.compare(&right));
    Value::bool(order.map(holds))
}

fn arithmetic(left: &Number, op: BinaryOp, right: &Number) -> Result<Value, Fault> {
    Ok(Value::number(match op {
        BinaryOp::Add => left.add(right),
        BinaryOp::Subtract => left.subtract(right),
        BinaryOp::Multiply => left.multiply(right),
        BinaryOp::Divide if left.is_zero() && right.is_zero() => {
            if left.may_be_off() || right.may_be_off() {
                return Ok(Value::unknown(Type::Number));
            }
            return Err("zero cannot be divided by zero".into());
        }
        BinaryOp::Divide => left.divide(right),
        _ => left.modulo(right),
    }))
}

/// The value as a bool; none when it is unknown.
pub(super) fn to_bool(value: Value) -> Result<Option<bool>, Fault> {
    match convert(value, &Type::Bool)?.kind {
        Kind::Bool(value) => Ok(Some(value)),
        Kind::Null(_) => Err("the value is null".into()),
        _ => Ok(None),
    }
}

/// The value as a number; none when it is unknown.
pub(super) fn to_number(value: Value) -> Result<Option<Number>, Fault> {
    match convert(value, &Type::Number)?.kind {
        Kind::Number(value) => Ok(Some(value)),
        Kind::Null(_) => Err("the value is null".into()),
        _ => Ok(None),
    }
}

/// The value as a text; none when it is unknown.
pub(super) fn to_text(value: Value) -> Result<Option<String>, Fault> {
    match convert(value, &Type::String)?.kind {
        Kind::String(value) => Ok(Some(value)),
        Kind::Null(_) => Err("the value is null".into()),
        _ => Ok(None),
    }
}
