//! Whether two expressions say the same: layout, comments and parentheses aside, and with local
//! values replaced by what they stand for.

use crate::hcl::syntax::{Expr, ExprKind, ForExpr, ObjectKey, SplatStep, TemplatePart};
use crate::terraform::{Expression, Module};

/// Most parts that are compared; beyond them expressions count as the same, so that nothing is
/// claimed.
const MAX_PARTS: usize = 20_000;

/// How deep local values may lead on to others.
const MAX_LOCALS: usize = 24;

/// Whether an expression of each module says the same.
#[must_use]
pub fn alike(old: (&Module, &Expression), new: (&Module, &Expression)) -> bool {
    if let (Some(old), Some(new)) = (&old.1.literal, &new.1.literal) {
        return old == new;
    }
    match (old.0.expr(old.1.place), new.0.expr(new.1.place)) {
        (Some(a), Some(b)) => Compared { old: old.0, new: new.0, parts: 0, locals: 0 }.same(&a, &b),
        // What cannot be read is compared as it is written.
        _ => old.0.text(old.1.place) == new.0.text(new.1.place),
    }
}

struct Compared<'m> {
    old: &'m Module,
    new: &'m Module,
    parts: usize,
    locals: usize,
}

impl Compared<'_> {
    fn same(&mut self, a: &Expr<'_>, b: &Expr<'_>) -> bool {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return true;
        }
        let (a, b) = (a.unparenthesised(), b.unparenthesised());
        let (old, new) = (local(self.old, a), local(self.new, b));
        if (old.is_some() || new.is_some()) && self.locals < MAX_LOCALS {
            self.locals += 1;
            let same = self.same(old.as_ref().unwrap_or(a), new.as_ref().unwrap_or(b));
            self.locals -= 1;
            return same;
        }
        match (&a.kind, &b.kind) {
            (ExprKind::Null, ExprKind::Null) => true,
            (ExprKind::Bool(a), ExprKind::Bool(b)) => a == b,
            (ExprKind::Number(a), ExprKind::Number(b)) => a == b,
            (ExprKind::String(a), ExprKind::String(b)) => a == b,
            (ExprKind::Variable(a), ExprKind::Variable(b)) => a == b,
            (ExprKind::Template(a), ExprKind::Template(b)) => self.templates(a, b),
            (ExprKind::Tuple(a), ExprKind::Tuple(b)) => self.all(a, b),
            (ExprKind::Object(a), ExprKind::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|(a, b)| self.keys(&a.key, &b.key) && self.same(&a.value, &b.value))
            }
            (ExprKind::GetAttr(a, of_a), ExprKind::GetAttr(b, of_b)) => {
                of_a.text == of_b.text && self.same(a, b)
            }
            (ExprKind::Index(a, at_a), ExprKind::Index(b, at_b)) => {
                self.same(a, b) && self.same(at_a, at_b)
            }
            (
                ExprKind::Splat { base: a, full: full_a, each: each_a },
                ExprKind::Splat { base: b, full: full_b, each: each_b },
            ) => {
                full_a == full_b
                    && each_a.len() == each_b.len()
                    && self.same(a, b)
                    && each_a.iter().zip(each_b).all(|steps| match steps {
                        (SplatStep::GetAttr(a), SplatStep::GetAttr(b)) => a.text == b.text,
                        (SplatStep::Index(a), SplatStep::Index(b)) => self.same(a, b),
                        _ => false,
                    })
            }
            (
                ExprKind::Call { name: a, args: args_a, expand: expand_a },
                ExprKind::Call { name: b, args: args_b, expand: expand_b },
            ) => a.text == b.text && expand_a == expand_b && self.all(args_a, args_b),
            (ExprKind::Conditional(a), ExprKind::Conditional(b)) => self.all(&**a, &**b),
            (ExprKind::Binary(a, op_a, c), ExprKind::Binary(b, op_b, d)) => {
                op_a == op_b && self.same(a, b) && self.same(c, d)
            }
            (ExprKind::Unary(op_a, a), ExprKind::Unary(op_b, b)) => op_a == op_b && self.same(a, b),
            (ExprKind::For(a), ExprKind::For(b)) => self.loops(a, b),
            _ => false,
        }
    }

    fn all(&mut self, a: &[Expr<'_>], b: &[Expr<'_>]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b))
    }

    fn keys(&mut self, a: &ObjectKey<'_>, b: &ObjectKey<'_>) -> bool {
        match (a, b) {
            (ObjectKey::Expr(a), ObjectKey::Expr(b)) => self.same(a, b),
            (ObjectKey::Name(a), ObjectKey::Name(b)) => a.text == b.text,
            (ObjectKey::Name(a), ObjectKey::Expr(b)) | (ObjectKey::Expr(b), ObjectKey::Name(a)) => {
                b.as_str() == Some(a.text)
            }
        }
    }

    fn loops(&mut self, a: &ForExpr<'_>, b: &ForExpr<'_>) -> bool {
        let names = |parts: &ForExpr<'_>| {
            (parts.key_var.map(|key| key.text.to_owned()), parts.value_var.text.to_owned())
        };
        names(a) == names(b)
            && a.group == b.group
            && self.same(&a.collection, &b.collection)
            && self.maybe(a.key.as_ref(), b.key.as_ref())
            && self.same(&a.value, &b.value)
            && self.maybe(a.condition.as_ref(), b.condition.as_ref())
    }

    fn maybe(&mut self, a: Option<&Expr<'_>>, b: Option<&Expr<'_>>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.same(a, b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    fn templates(&mut self, a: &[TemplatePart<'_>], b: &[TemplatePart<'_>]) -> bool {
        a.len() == b.len()
            && a.iter().zip(b).all(|parts| match parts {
                (TemplatePart::Literal(a), TemplatePart::Literal(b)) => a == b,
                (TemplatePart::Interpolation(a), TemplatePart::Interpolation(b)) => self.same(a, b),
                (
                    TemplatePart::If { condition: a, yes: yes_a, no: no_a },
                    TemplatePart::If { condition: b, yes: yes_b, no: no_b },
                ) => self.same(a, b) && self.templates(yes_a, yes_b) && self.templates(no_a, no_b),
                (
                    TemplatePart::For { key_var: ka, value_var: va, collection: a, body: body_a },
                    TemplatePart::For { key_var: kb, value_var: vb, collection: b, body: body_b },
                ) => {
                    ka.map(|key| key.text) == kb.map(|key| key.text)
                        && va.text == vb.text
                        && self.same(a, b)
                        && self.templates(body_a, body_b)
                }
                _ => false,
            })
    }
}

/// What `local.name` stands for.
pub(super) fn local<'m>(module: &'m Module, expr: &Expr<'_>) -> Option<Expr<'m>> {
    let ExprKind::GetAttr(base, name) = &expr.kind else { return None };
    let ExprKind::Variable("local") = &base.kind else { return None };
    module.expr(module.locals.get(name.text)?.value.place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let module = |text: &str| {
            let rest = "locals {\n  name = \"${var.a}-x\"\n  self = local.self\n}\n";
            Module::load([("main.tf", format!("locals {{\n  it = {text}\n}}\n{rest}"))])
        };
        let (old, new) = (module(a), module(b));
        alike((&old, &old.locals["it"].value), (&new, &new.locals["it"].value))
    }

    #[test]
    fn layout_and_local_values_make_no_difference() {
        for (a, b) in [
            ("[ var.a,1 ]", "[\n  var.a, # why\n  (1),\n]"),
            ("local.name", "\"${var.a}-x\""),
            ("upper(local.name)", "upper(local.name)"),
            ("{ a = 1 }", "{ \"a\" : 1 }"),
            ("local.self", "local.self"),
        ] {
            assert!(same(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn what_says_something_else_is_seen() {
        for (a, b) in [
            ("var.a", "var.b"),
            ("var.a", "local.name"),
            ("1 + var.a", "1 - var.a"),
            ("[for a in var.a : a]", "[for a in var.a : a if a != null]"),
            ("\"a-${var.a}\"", "\"b-${var.a}\""),
            ("\"a\"", "1"),
            ("f(var.a...)", "f(var.a)"),
            ("var.a.*.b", "var.a[*].b"),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
    }
}
