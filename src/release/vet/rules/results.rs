//! What an expression may come to, as far as its form tells.

use crate::hcl::syntax::{Expr, ExprKind, TemplatePart};

/// The expressions one of which is the value: both sides of a condition, what `coalesce` and
/// `try` choose from, the inside of `"${…}"` and of conversions.
pub(super) fn results<'e, 's>(expr: &'e Expr<'s>) -> Vec<&'e Expr<'s>> {
    let mut found = Vec::new();
    collect(expr, &mut found);
    found
}

fn collect<'e, 's>(expr: &'e Expr<'s>, found: &mut Vec<&'e Expr<'s>>) {
    match &expr.kind {
        ExprKind::Paren(inner) => collect(inner, found),
        ExprKind::Conditional(parts) => parts[1..].iter().for_each(|part| collect(part, found)),
        ExprKind::Call { name, args, .. }
            if ["coalesce", "try", "tobool", "tostring", "tonumber"].contains(&name.text) =>
        {
            args.iter().for_each(|arg| collect(arg, found));
        }
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(inner)] => collect(inner, found),
            _ => found.push(expr),
        },
        _ => found.push(expr),
    }
}
