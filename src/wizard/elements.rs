//! The values that the elements of a list or set may have, where its validations list them.
//!
//! Reads the forms that people write, and says nothing of any other.

use hcl_rs::Value;

use crate::hcl;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind};
use crate::terraform::InputVariable;
use crate::terraform::literal::literal;

/// The values that an element may have, when a validation lists all of them.
///
/// Understands `alltrue([for x in var.v : contains([…], x)])`,
/// `length(setsubtract(var.v, […])) == 0` and `setsubtract(var.v, […]) == toset([])`.
pub(super) fn allowed_elements(variable: &InputVariable) -> Option<Vec<Value>> {
    let lists = variable.validations.iter().filter_map(|validation| {
        let condition = hcl::parse_expr(&validation.condition_text).ok()?;
        elements(&condition, &variable.name)
    });
    lists.reduce(|left, right| left.into_iter().filter(|v| right.contains(v)).collect())
}

fn elements(condition: &Expr<'_>, variable: &str) -> Option<Vec<Value>> {
    let condition = condition.unparenthesised();
    if let ExprKind::Binary(left, operator, right) = &condition.kind {
        let either = |read: fn(&Expr<'_>, &str) -> Option<Vec<Value>>| {
            read(left, variable).or_else(|| read(right, variable))
        };
        return match operator {
            BinaryOp::And => either(elements),
            BinaryOp::Equal => either(subtracted),
            _ => None,
        };
    }
    let [tuple] = call(condition, "alltrue")? else { return None };
    let ExprKind::For(parts) = &tuple.unparenthesised().kind else { return None };
    let plain = parts.key.is_none() && parts.condition.is_none();
    let [list, element] = call(&parts.value, "contains")? else { return None };
    let named = matches!(&element.unparenthesised().kind,
        ExprKind::Variable(name) if *name == parts.value_var.text);
    (plain && named && is_variable(&parts.collection, variable)).then(|| constants(list))?
}

/// The list of `setsubtract(var.v, […])`, also within `length(…)`.
fn subtracted(expr: &Expr<'_>, variable: &str) -> Option<Vec<Value>> {
    if let Some([inner]) = call(expr, "length") {
        return subtracted(inner, variable);
    }
    match call(expr, "setsubtract")? {
        [set, list] if is_variable(set, variable) => constants(list),
        _ => None,
    }
}

fn call<'e, 's>(expr: &'e Expr<'s>, function: &str) -> Option<&'e [Expr<'s>]> {
    match &expr.unparenthesised().kind {
        ExprKind::Call { name, args, expand: false } if name.text == function => Some(args),
        _ => None,
    }
}

fn constants(list: &Expr<'_>) -> Option<Vec<Value>> {
    if let Some([inner]) = call(list, "toset") {
        return constants(inner);
    }
    match literal(list)? {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

fn is_variable(expr: &Expr<'_>, variable: &str) -> bool {
    match &expr.unparenthesised().kind {
        ExprKind::GetAttr(base, name) => {
            name.text == variable && matches!(base.kind, ExprKind::Variable("var"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::Module;

    fn allowed(condition: &str) -> Option<Vec<Value>> {
        let text = format!(
            "variable \"v\" {{\n  type = set(string)\n  validation {{\n    condition = {condition}\n\
             \u{20}   error_message = \"no\"\n  }}\n}}\n"
        );
        allowed_elements(&Module::load([("main.tf", text)]).variables["v"])
    }

    #[test]
    fn lists_of_what_elements_may_be_are_found_however_they_are_written() {
        let both = Some(vec![Value::from("a"), Value::from("b")]);
        for condition in [
            r#"alltrue([for x in var.v : contains(["a", "b"], x)])"#,
            r#"length(setsubtract(var.v, ["a", "b"])) == 0"#,
            r#"setsubtract(var.v, toset(["a", "b"])) == toset([])"#,
            r#"length(var.v) > 0 && alltrue([for x in var.v : contains(["a", "b"], x)])"#,
        ] {
            assert_eq!(allowed(condition), both, "{condition}");
        }
        for condition in [
            r#"alltrue([for x in var.v : contains(["a"], "b")])"#,
            r#"alltrue([for x in var.v : contains(["a"], x) if x != "z"])"#,
            r#"anytrue([for x in var.v : contains(["a"], x)])"#,
            r#"length(setsubtract(["a"], var.v)) == 0"#,
        ] {
            assert_eq!(allowed(condition), None, "{condition}");
        }
    }
}
