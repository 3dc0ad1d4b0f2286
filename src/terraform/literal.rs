//! The value of an expression that names nothing and calls nothing.
//!
//! No evaluator: what needs a variable, a function or a `for` has no value here.

use hcl_rs::{Map, Number, Value};

use crate::hcl::syntax::{BinaryOp, Expr, ExprKind, ObjectItem, ObjectKey, TemplatePart, UnaryOp};

/// The value of a constant expression; `None` when it is not constant, or is an error.
///
/// Whole numbers beyond 64 bits and fractions are rounded to the nearest double.
#[must_use]
pub fn literal(expr: &Expr<'_>) -> Option<Value> {
    match &expr.kind {
        ExprKind::Null => Some(Value::Null),
        ExprKind::Bool(value) => Some(Value::Bool(*value)),
        ExprKind::Number(text) => number(text).map(Value::Number),
        ExprKind::String(text) => Some(Value::String(text.clone().into_owned())),
        ExprKind::Template(parts) => template(parts),
        ExprKind::Tuple(items) => {
            items.iter().map(literal).collect::<Option<_>>().map(Value::Array)
        }
        ExprKind::Object(items) => items.iter().map(item).collect::<Option<_>>().map(Value::Object),
        ExprKind::Paren(inner) => literal(inner),
        ExprKind::Unary(UnaryOp::Not, operand) => Some(Value::Bool(!literal(operand)?.as_bool()?)),
        ExprKind::Unary(UnaryOp::Negate, operand) => {
            literal(operand)?.as_number().map(|n| Value::Number(-*n))
        }
        ExprKind::Binary(left, operator, right) => {
            binary(literal(left)?, *operator, literal(right)?)
        }
        ExprKind::Conditional(parts) => {
            let [condition, yes, no] = &**parts;
            // Both arms must be constant, else the result has a type that is not known here.
            let (yes, no) = (literal(yes)?, literal(no)?);
            Some(if literal(condition)?.as_bool()? { yes } else { no })
        }
        ExprKind::Variable(_)
        | ExprKind::GetAttr(..)
        | ExprKind::Index(..)
        | ExprKind::Splat { .. }
        | ExprKind::Call { .. }
        | ExprKind::For(_) => None,
    }
}

/// A number as written in a text, decimal with an optional exponent.
pub(super) fn number(text: &str) -> Option<Number> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let plain = unsigned.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b))
        && unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !plain {
        return None;
    }
    if let Ok(n) = text.parse::<u64>() {
        return Some(n.into());
    }
    if let Ok(n) = text.parse::<i64>() {
        return Some(n.into());
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

/// The text a plain value has inside a string; `None` for `null` and collections.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn template(parts: &[TemplatePart<'_>]) -> Option<Value> {
    // A template of one interpolation is that value, of whatever type.
    if let [TemplatePart::Interpolation(inner)] = parts {
        return literal(inner);
    }
    let texts: Option<String> = parts.iter().map(template_part).collect();
    texts.map(Value::String)
}

fn template_part(part: &TemplatePart<'_>) -> Option<String> {
    let all =
        |parts: &[TemplatePart<'_>]| parts.iter().map(template_part).collect::<Option<String>>();
    match part {
        TemplatePart::Literal(text) => Some(text.clone().into_owned()),
        TemplatePart::Interpolation(inner) => plain_text(&literal(inner)?),
        TemplatePart::If { condition, yes, no } => {
            let (yes, no) = (all(yes)?, all(no)?);
            Some(if literal(condition)?.as_bool()? { yes } else { no })
        }
        TemplatePart::For { .. } => None,
    }
}

fn item(item: &ObjectItem<'_>) -> Option<(String, Value)> {
    let key = match &item.key {
        ObjectKey::Name(name) => name.text.to_owned(),
        ObjectKey::Expr(expr) => plain_text(&literal(expr)?)?,
    };
    Some((key, literal(&item.value)?))
}

fn binary(left: Value, operator: BinaryOp, right: Value) -> Option<Value> {
    match operator {
        BinaryOp::Equal => return Some(Value::Bool(left == right)),
        BinaryOp::NotEqual => return Some(Value::Bool(left != right)),
        BinaryOp::And => return Some(Value::Bool(left.as_bool()? & right.as_bool()?)),
        BinaryOp::Or => return Some(Value::Bool(left.as_bool()? | right.as_bool()?)),
        _ => {}
    }
    let (a, b) = (*left.as_number()?, *right.as_number()?);
    Some(match operator {
        BinaryOp::Less => Value::Bool(a < b),
        BinaryOp::LessEqual => Value::Bool(a <= b),
        BinaryOp::Greater => Value::Bool(a > b),
        BinaryOp::GreaterEqual => Value::Bool(a >= b),
        _ => Value::Number(Number::from_f64(arithmetic(a.as_f64()?, operator, b.as_f64()?)?)?),
    })
}

fn arithmetic(a: f64, operator: BinaryOp, b: f64) -> Option<f64> {
    Some(match operator {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide if b != 0.0 => a / b,
        BinaryOp::Modulo if b != 0.0 => a % b,
        _ => return None,
    })
}

/// An object value from names and values, for building one by hand.
#[must_use]
pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(k, v)| (k.into(), v)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terraform::render;
    use crate::terraform::testing::any_value;

    fn shown(text: &str) -> Option<String> {
        literal(&crate::hcl::parse_expr(text).expect(text)).map(|value| render::value(&value))
    }

    #[test]
    fn what_names_and_calls_nothing_has_a_value() {
        for (text, value) in [
            ("60 * 60", "3600"),
            ("-(1.5 + 1)", "-2.5"),
            ("18446744073709551615", "18446744073709551615"),
            (r#""a-${1 + 1}-${true}""#, r#""a-2-true""#),
            (r#""${["x"]}""#, r#"["x"]"#),
            (r#""%{ if 1 < 2 }y%{ else }n%{ endif }""#, r#""y""#),
            (r#"{ (1) = 2, "a b" = null }"#, r#"{ "1" = 2, "a b" = null }"#),
            (r#"1 == 1 && !false ? "yes" : "no""#, r#""yes""#),
            ("7 % 4", "3"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_names_or_calls_or_fails_has_none() {
        for text in [
            "var.x",
            "[upper(\"a\")]",
            "1 / 0",
            "\"x${null}\"",
            "[for x in [1] : x]",
            "true + 1",
            "-\"a\"",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_value_that_is_written_reads_back(value in any_value()) {
            for text in [render::value(&value), render::pretty(&value)] {
                let read = crate::hcl::parse_expr(&text).ok().and_then(|expr| literal(&expr));
                prop_assert_eq!(read.as_ref(), Some(&value), "{}", text);
            }
        }
    }
}
