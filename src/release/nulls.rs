//! Where a value may be null by the way it is written: `cond ? x : null`, `try(x, null)`,
//! `one(x[*])`.
//!
//! What an input variable or a provider gives is not asked about.

use std::collections::BTreeSet;

use super::pair::Pair;
use crate::hcl::syntax::{Expr, ExprKind, ObjectKey};
use crate::terraform::{Expression, Module, OutputValue};

/// How deep local values and objects are followed.
const MAX_DEPTH: usize = 24;

/// The paths in a value, such as `.id`, that may be null; the empty one stands for the whole.
fn nulls(module: &Module, value: &Expression) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(expr) = module.expr(value.place) {
        walk(module, &expr, "", 0, &mut found);
    }
    found
}

/// The paths in an output's value that may be null and could not.
#[must_use]
pub(super) fn appeared(pair: &Pair<'_>, old: &OutputValue, new: &OutputValue) -> Vec<String> {
    let (Some(before), Some(now)) = (&old.value, &new.value) else { return Vec::new() };
    if pair.alike().spares(before, now) {
        return Vec::new();
    }
    let before = nulls(pair.old.module, before);
    nulls(pair.new.module, now).into_iter().filter(|path| !before.contains(path)).collect()
}

fn walk(module: &Module, expr: &Expr<'_>, path: &str, depth: usize, found: &mut BTreeSet<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    let expr = expr.unparenthesised();
    if let Some(inner) = local(module, expr) {
        return walk(module, &inner, path, depth + 1, found);
    }
    if let ExprKind::Object(items) = &expr.kind {
        for item in items {
            let name = match &item.key {
                ObjectKey::Name(name) => Some(name.text),
                ObjectKey::Expr(key) => key.as_str(),
            };
            if let Some(name) = name {
                walk(module, &item.value, &format!("{path}.{name}"), depth + 1, found);
            }
        }
    } else if may_be_null(module, expr, depth) {
        found.insert(path.to_owned());
    }
}

fn may_be_null(module: &Module, expr: &Expr<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let expr = expr.unparenthesised();
    if let Some(inner) = local(module, expr) {
        return may_be_null(module, &inner, depth + 1);
    }
    let inside = |expr: &Expr<'_>| may_be_null(module, expr, depth + 1);
    match &expr.kind {
        ExprKind::Null => true,
        ExprKind::Conditional(parts) => parts[1..].iter().any(inside),
        ExprKind::Call { name, args, expand: false } => match name.text {
            "one" => args.first().is_some_and(|arg| !is_one(arg)),
            "try" => args.iter().any(inside),
            "lookup" => args.get(2).is_some_and(inside),
            "nonsensitive" | "sensitive" | "tostring" | "tonumber" | "tobool" | "tolist"
            | "toset" | "tomap" => args.first().is_some_and(inside),
            _ => false,
        },
        _ => false,
    }
}

/// What `local.name` stands for.
fn local<'m>(module: &'m Module, expr: &Expr<'_>) -> Option<Expr<'m>> {
    let ExprKind::GetAttr(base, name) = &expr.kind else { return None };
    let ExprKind::Variable("local") = &base.kind else { return None };
    module.expr(module.locals.get(name.text)?.value.place)
}

/// Whether a collection is written with exactly one element.
fn is_one(expr: &Expr<'_>) -> bool {
    matches!(&expr.unparenthesised().kind, ExprKind::Tuple(items) if items.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_is_seen_where_it_is_written() {
        for (value, paths) in [
            ("aws_a.b.id", &[][..]),
            ("null", &[""]),
            ("var.a ? aws_a.b.id : null", &[""]),
            ("var.a ? aws_a.b.id : \"\"", &[]),
            ("try(aws_a.b[0].id, null)", &[""]),
            ("try(aws_a.b[0].id, \"\")", &[]),
            ("one(aws_a.b[*].id)", &[""]),
            ("one([aws_a.b.id])", &[]),
            ("tostring(one(aws_a.b[*].id))", &[""]),
            ("{ id = var.a ? 1 : null, name = \"a\", in = { x = null } }", &[".id", ".in.x"]),
            ("local.maybe", &[""]),
            ("local.self", &[]),
            ("coalesce(null, \"a\")", &[]),
            ("lookup(var.a, \"x\", null)", &[""]),
        ] {
            let rest = "  maybe = var.a ? 1 : null\n  self  = local.self\n";
            let module = Module::load([("a.tf", format!("locals {{\n  it = {value}\n{rest}}}\n"))]);
            let found = nulls(&module, &module.locals["it"].value);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), paths, "{value}");
        }
    }
}
