//! What a validation's condition says about the values of its variable, where it can be told.
//!
//! Reads the forms that people write, and says nothing of any other: a caller learns which values
//! are allowed, never wrongly that one is not.

use hcl_rs::Value;

use super::literal::literal;
use crate::hcl;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind, TemplatePart};

/// The least and the greatest value.
pub(super) type Bounds = (Option<f64>, Option<f64>);

/// The only values of `var.<name>` other than `null` that the condition admits.
pub(super) fn allowed_values(condition: &str, name: &str) -> Option<Vec<Value>> {
    values(&hcl::parse_expr(condition).ok()?, name)
}

/// The bounds that the condition sets to `var.<name>` as a number.
pub(super) fn number_bounds(condition: &str, name: &str) -> Bounds {
    hcl::parse_expr(condition).map_or((None, None), |expr| bounds(&expr, name))
}

/// The bounds that hold when both hold.
pub(super) fn narrower(a: Bounds, b: Bounds) -> Bounds {
    let join = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (a, b) => a.or(b),
    };
    (join(a.0, b.0, f64::max), join(a.1, b.1, f64::min))
}

fn values(expr: &Expr<'_>, name: &str) -> Option<Vec<Value>> {
    match &inner(expr).kind {
        ExprKind::Call { name: function, args, expand: false } => {
            match (function.text, args.as_slice()) {
                ("contains", [list, value]) if is_variable(value, name) => constant_list(list),
                ("can", [call]) => pattern_words(call, name),
                _ => None,
            }
        }
        ExprKind::Binary(left, BinaryOp::Or, right) => {
            if is_null_check(left, name) {
                return values(right, name);
            }
            if is_null_check(right, name) {
                return values(left, name);
            }
            let (mut all, more) = (values(left, name)?, values(right, name)?);
            all.extend(more.into_iter().filter(|value| !all.contains(value)).collect::<Vec<_>>());
            Some(all)
        }
        ExprKind::Binary(left, BinaryOp::And, right) => {
            match (values(left, name), values(right, name)) {
                (Some(left), Some(right)) => {
                    Some(left.into_iter().filter(|value| right.contains(value)).collect())
                }
                (left, right) => left.or(right),
            }
        }
        ExprKind::Conditional(_) => unless_null(expr, name).and_then(|rest| values(rest, name)),
        ExprKind::Binary(left, BinaryOp::Equal, right) => {
            let value = if is_variable(left, name) {
                literal(right)
            } else if is_variable(right, name) {
                literal(left)
            } else {
                None
            };
            value.filter(|value| *value != Value::Null).map(|value| vec![value])
        }
        _ => None,
    }
}

/// `[…]`, also inside `toset`, without `null`.
fn constant_list(expr: &Expr<'_>) -> Option<Vec<Value>> {
    let expr = inner(expr);
    if let ExprKind::Call { name, args, .. } = &expr.kind
        && matches!(name.text, "toset" | "tolist")
        && let [list] = args.as_slice()
    {
        return constant_list(list);
    }
    match literal(expr)? {
        Value::Array(items) => Some(items.into_iter().filter(|v| *v != Value::Null).collect()),
        _ => None,
    }
}

/// The words of `regex("^(a|b)$", var.x)`.
fn pattern_words(expr: &Expr<'_>, name: &str) -> Option<Vec<Value>> {
    let ExprKind::Call { name: function, args, .. } = &inner(expr).kind else { return None };
    let ("regex", [pattern, value]) = (function.text, args.as_slice()) else { return None };
    let whole = inner(pattern).as_str()?.strip_prefix("^(")?.strip_suffix(")$")?;
    let whole = whole.strip_prefix("?:").unwrap_or(whole);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let words: Vec<_> = whole.split('|').collect();
    let all_plain = words.iter().all(|word| !word.is_empty() && word.chars().all(plain));
    (is_variable(value, name) && all_plain).then(|| words.into_iter().map(Value::from).collect())
}

fn bounds(expr: &Expr<'_>, name: &str) -> Bounds {
    let ExprKind::Binary(left, operator, right) = &inner(expr).kind else {
        return unless_null(expr, name).map_or((None, None), |rest| bounds(rest, name));
    };
    match operator {
        BinaryOp::And => narrower(bounds(left, name), bounds(right, name)),
        BinaryOp::Or if is_null_check(left, name) => bounds(right, name),
        BinaryOp::Or if is_null_check(right, name) => bounds(left, name),
        BinaryOp::Equal
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual => {
            let number = |expr: &Expr<'_>| literal(expr).and_then(|value| value.as_f64());
            let (limit, variable_first) = match (is_variable(left, name), is_variable(right, name))
            {
                (true, false) => (number(right), true),
                (false, true) => (number(left), false),
                _ => (None, true),
            };
            match (operator, variable_first) {
                (BinaryOp::Equal, _) => (limit, limit),
                (BinaryOp::Less | BinaryOp::LessEqual, true)
                | (BinaryOp::Greater | BinaryOp::GreaterEqual, false) => (None, limit),
                _ => (limit, None),
            }
        }
        _ => (None, None),
    }
}

/// `var.x == null`
fn is_null_check(expr: &Expr<'_>, name: &str) -> bool {
    let ExprKind::Binary(left, BinaryOp::Equal, right) = &inner(expr).kind else { return false };
    let null = |expr: &Expr<'_>| inner(expr).kind == ExprKind::Null;
    (is_variable(left, name) && null(right)) || (null(left) && is_variable(right, name))
}

/// What must hold in `var.x == null ? true : …`.
fn unless_null<'e, 's>(expr: &'e Expr<'s>, name: &str) -> Option<&'e Expr<'s>> {
    let ExprKind::Conditional(parts) = &inner(expr).kind else { return None };
    let [condition, yes, no] = &**parts;
    (is_null_check(condition, name) && inner(yes).kind == ExprKind::Bool(true)).then_some(no)
}

/// `var.x`, or `coalesce(var.x, "…")`, which differs for `null` alone.
fn is_variable(expr: &Expr<'_>, name: &str) -> bool {
    if let ExprKind::Call { name: function, args, .. } = &inner(expr).kind
        && let ("coalesce", [first, fallback]) = (function.text, args.as_slice())
    {
        return is_variable(first, name) && literal(fallback).is_some();
    }
    let ExprKind::GetAttr(base, attribute) = &inner(expr).kind else { return false };
    attribute.text == name && base.kind == ExprKind::Variable("var")
}

/// The expression inside parentheses, or inside the `"${…}"` that the JSON form needs.
fn inner<'e, 's>(expr: &'e Expr<'s>) -> &'e Expr<'s> {
    match &expr.kind {
        ExprKind::Paren(inside) => inner(inside),
        // `try(var.x > 0, false)` says what its first argument says.
        ExprKind::Call { name, args, expand: false } if name.text == "try" => {
            args.first().map_or(expr, inner)
        }
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(inside)] => inner(inside),
            _ => expr,
        },
        _ => expr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(condition: &str) -> Option<String> {
        allowed_values(condition, "x").map(|v| crate::terraform::render::value(&Value::Array(v)))
    }

    #[test]
    fn a_condition_that_lists_values_is_understood() {
        for (condition, values) in [
            (r#"contains(["a", "b"], var.x)"#, r#"["a", "b"]"#),
            (r#"(contains(toset([1, 2]), var.x))"#, "[1, 2]"),
            (r#"var.x == null || contains(["a", null], var.x)"#, r#"["a"]"#),
            (r#"contains(["a"], var.x) || var.x == null"#, r#"["a"]"#),
            (r#"var.x == "a" || "b" == var.x || var.x == "a""#, r#"["a", "b"]"#),
            (r#"contains(["a", "b"], var.x) && length(var.y) > 0"#, r#"["a", "b"]"#),
            (r#"can(regex("^(dev|prod-1)$", var.x))"#, r#"["dev", "prod-1"]"#),
            (r#""${contains(["a"], var.x)}""#, r#"["a"]"#),
            (r#"var.x == null ? true : contains(["a"], var.x)"#, r#"["a"]"#),
            (r#"contains(["a"], coalesce(var.x, "a"))"#, r#"["a"]"#),
        ] {
            assert_eq!(allowed(condition).as_deref(), Some(values), "{condition}");
        }
    }

    #[test]
    fn a_condition_that_allows_more_says_nothing() {
        for condition in [
            r#"contains(["a"], var.y)"#,
            r#"contains(local.allowed, var.x)"#,
            r#"contains(["a"], var.x) || length(var.x) > 3"#,
            r#"!contains(["a"], var.x)"#,
            r#"contains(["a"], lower(var.x))"#,
            r#"can(regex("^(a.c|b)$", var.x))"#,
            r#"can(regex("^a|b$", var.x))"#,
            "var.x == null",
            "not hcl",
        ] {
            assert_eq!(allowed(condition), None, "{condition}");
        }
    }

    #[test]
    fn comparisons_bound_the_variable_itself() {
        for (condition, bounds) in [
            ("var.x >= 1 && var.x <= 5", (Some(1.0), Some(5.0))),
            ("0 < var.x", (Some(0.0), None)),
            ("var.x == null || (var.x > -1 && 10 >= var.x)", (Some(-1.0), Some(10.0))),
            ("var.x >= 1 && var.x >= 3 && floor(var.x) == var.x", (Some(3.0), None)),
            ("var.x == 7", (Some(7.0), Some(7.0))),
            ("var.x >= 60 * 60", (Some(3600.0), None)),
            ("var.x < 1 || var.x > 5", (None, None)),
            ("length(var.x) >= 3", (None, None)),
            ("var.x >= var.y", (None, None)),
            ("var.x != 3", (None, None)),
        ] {
            assert_eq!(number_bounds(condition, "x"), bounds, "{condition}");
        }
    }
}
