//! Expressions as text that is the same for the same meaning: what layout, comments, the names of
//! local values and of `for` variables, and inputs that nobody sets yet do not change.
//!
//! For comparing alone: the text is no HCL, and different texts may still mean the same.

use std::fmt::Write as _;

use hcl_rs::Value;

use crate::hcl::syntax::{
    BinaryOp, Expr, ExprKind, ForExpr, Ident, ObjectKey, SplatStep, TemplatePart,
};
use crate::terraform::eval::{self, Outcome};
use crate::terraform::{Expression, ModuleScope, Place, render};

/// Longest text of one expression, in bytes; local values within local values can double it
/// again and again.
const MAX_BYTES: usize = 100_000;

/// How deep expressions may be nested, with the local values that they name.
const MAX_DEPTH: usize = 160;

/// Most parts of one expression that are evaluated on the way.
const MAX_EVALUATIONS: usize = 100;

/// Most elements of the value of a variable that is written in its place.
const MAX_ELEMENTS: usize = 20;

/// The text of an expression for callers for whom the variables are what `scope` gives; `None`
/// when it is too long, or is none that can be read.
pub(super) fn text(expression: &Expression, scope: ModuleScope<'_>) -> Option<String> {
    text_within(expression.place, &[], scope)
}

/// The text of the expression at a place within a `for` whose variables are `bound`.
pub(super) fn text_within(place: Place, bound: &[&str], scope: ModuleScope<'_>) -> Option<String> {
    let expr = scope.module.expr(place)?;
    let mut writer = Writer {
        scope,
        bound: bound.iter().map(|name| (*name).to_owned()).collect(),
        open: Vec::new(),
        depth: 0,
        evaluations: 0,
        out: String::new(),
    };
    writer.expr(&expr)?;
    Some(writer.out)
}

struct Writer<'m> {
    scope: ModuleScope<'m>,
    /// The variables of the `for` expressions around.
    bound: Vec<String>,
    /// The local values that are being written.
    open: Vec<String>,
    depth: usize,
    evaluations: usize,
    out: String,
}

impl Writer<'_> {
    fn expr(&mut self, expr: &Expr<'_>) -> Option<()> {
        if self.depth >= MAX_DEPTH || self.out.len() > MAX_BYTES {
            return None;
        }
        self.depth += 1;
        let written = self.inside(expr);
        self.depth -= 1;
        written
    }

    fn put(&mut self, text: &str) -> Option<()> {
        self.out.push_str(text);
        Some(())
    }

    fn inside(&mut self, expr: &Expr<'_>) -> Option<()> {
        match &expr.kind {
            ExprKind::Null => self.put("null"),
            ExprKind::Bool(value) => self.put(if *value { "true" } else { "false" }),
            ExprKind::Number(number) => self.put(number),
            ExprKind::String(text) => self.put(&render::string(text)),
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Template(parts) => match parts.as_slice() {
                // `"${x}"` is `x`.
                [TemplatePart::Interpolation(inner)] => self.expr(inner),
                parts => self.template(parts),
            },
            ExprKind::Tuple(items) => self.list("[", items.iter()),
            ExprKind::Object(items) => {
                self.put("{")?;
                for item in items {
                    match &item.key {
                        ObjectKey::Name(name) => self.put(&render::string(name.text))?,
                        ObjectKey::Expr(key) => self.expr(key)?,
                    }
                    self.put(" = ")?;
                    self.expr(&item.value)?;
                    self.put(",")?;
                }
                self.put("}")
            }
            ExprKind::Variable(name) => match self.bound.iter().rposition(|b| b == name) {
                Some(at) => write!(self.out, "${at}").ok(),
                None => self.put(name),
            },
            ExprKind::GetAttr(base, name) => self.attribute(expr, base, name.text),
            ExprKind::Index(base, key) => match key.as_str() {
                Some(key) => self.attribute(expr, base, key),
                None => {
                    self.expr(base)?;
                    self.list("[", std::iter::once(&**key))
                }
            },
            ExprKind::Splat { base, full, each } => {
                self.expr(base)?;
                let indexed = each.iter().any(|step| matches!(step, SplatStep::Index(_)));
                self.put(if indexed && !full { ".*" } else { "[*]" })?;
                for step in each {
                    match step {
                        SplatStep::GetAttr(name) => write!(self.out, ".{}", name.text).ok()?,
                        SplatStep::Index(key) => self.list("[", std::iter::once(key))?,
                    }
                }
                Some(())
            }
            ExprKind::Call { name, args, expand } => self.call(name.text, args, *expand),
            ExprKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                match self.value(condition) {
                    Some(Value::Bool(holds)) => self.expr(if holds { yes } else { no }),
                    _ => self.list("if(", parts.iter()),
                }
            }
            ExprKind::Binary(left, op @ (BinaryOp::And | BinaryOp::Or), right) => {
                // `true && x` is `x`, and `false || x` too.
                let neutral = Value::Bool(*op == BinaryOp::And);
                if self.value(left).as_ref() == Some(&neutral) {
                    return self.expr(right);
                }
                if self.value(right).as_ref() == Some(&neutral) {
                    return self.expr(left);
                }
                write!(self.out, "{op:?}").ok()?;
                self.list("(", [&**left, &**right].into_iter())
            }
            ExprKind::Binary(left, op, right) => {
                write!(self.out, "{op:?}").ok()?;
                self.list("(", [&**left, &**right].into_iter())
            }
            ExprKind::Unary(op, operand) => {
                write!(self.out, "{op:?}").ok()?;
                self.list("(", std::iter::once(&**operand))
            }
            ExprKind::For(parts) => self.for_expr(parts),
        }
    }

    fn list<'e>(&mut self, open: &str, items: impl Iterator<Item = &'e Expr<'e>>) -> Option<()> {
        self.put(open)?;
        for item in items {
            self.expr(item)?;
            self.put(",")?;
        }
        self.put(")")
    }

    /// `base.name`; an input that is known stands as its value, a local value as what it is.
    fn attribute(&mut self, expr: &Expr<'_>, base: &Expr<'_>, name: &str) -> Option<()> {
        if let ExprKind::Variable(root) = &base.kind
            && !self.bound.iter().any(|bound| bound == root)
        {
            if *root == "var"
                && self.is_short(name)
                && let Some(value) = self.value(expr)
            {
                return self.put(&render::value(&value));
            }
            let module = self.scope.module;
            if *root == "local"
                && !self.open.iter().any(|open| open == name)
                && let Some(local) = module.locals.get(name)
                && let Some(inner) = module.expr(local.value.place)
            {
                self.open.push(name.to_owned());
                let bound = std::mem::take(&mut self.bound);
                let written = self.expr(&inner);
                self.bound = bound;
                self.open.pop();
                return written;
            }
        }
        self.expr(base)?;
        write!(self.out, ".{name}").ok()
    }

    /// Whether the value of a variable, where there is one, is nothing long: those are named.
    fn is_short(&self, name: &str) -> bool {
        let default = || self.scope.module.variables.get(name).and_then(|v| v.default_value());
        match self.scope.given.get(name).map_or_else(default, Option::as_ref) {
            Some(Value::Array(items)) => items.len() <= MAX_ELEMENTS,
            Some(Value::Object(entries)) => entries.len() <= MAX_ELEMENTS,
            _ => true,
        }
    }

    fn call(&mut self, name: &str, args: &[Expr<'_>], expand: bool) -> Option<()> {
        // What adds nothing is left out: `merge(x, {})`, `coalesce(null, x)`.
        let idle = |value: &Value| match (name, value) {
            ("merge", Value::Object(entries)) => entries.is_empty(),
            ("merge" | "coalesce", Value::Null) => true,
            ("concat", Value::Array(items)) => items.is_empty(),
            ("coalesce", Value::String(text)) => text.is_empty(),
            _ => false,
        };
        let may_be_idle = !expand && matches!(name, "merge" | "concat" | "coalesce");
        let mut kept = Vec::with_capacity(args.len());
        for arg in args {
            if !(may_be_idle && self.value(arg).is_some_and(|value| idle(&value))) {
                kept.push(arg);
            }
        }
        if may_be_idle && let [only] = kept.as_slice() {
            return self.expr(only);
        }
        // `lookup(x, "k", d)` is `try(x.k, d)`.
        if name == "lookup"
            && let [map, key, default] = kept.as_slice()
            && let Some(key) = key.as_str()
        {
            self.put("try(")?;
            self.expr(map)?;
            write!(self.out, ".{key},").ok()?;
            self.expr(default)?;
            return self.put(",)");
        }
        self.put(name)?;
        self.list(if expand { "...(" } else { "(" }, kept.into_iter())
    }

    fn for_expr(&mut self, parts: &ForExpr<'_>) -> Option<()> {
        self.put(if parts.group { "for...(" } else { "for(" })?;
        self.expr(&parts.collection)?;
        let depth = self.bind(parts.key_var, parts.value_var);
        let inner = [parts.key.as_ref(), Some(&parts.value), parts.condition.as_ref()];
        for inner in inner {
            self.put(";")?;
            if let Some(inner) = inner {
                self.expr(inner)?;
            }
        }
        self.bound.truncate(depth);
        self.put(")")
    }

    fn bind(&mut self, key: Option<Ident<'_>>, value: Ident<'_>) -> usize {
        let depth = self.bound.len();
        // A place is kept for a key that is not named: `for v in` is `for _, v in`.
        self.bound.push(key.map_or_else(String::new, |key| key.text.to_owned()));
        self.bound.push(value.text.to_owned());
        depth
    }

    fn template(&mut self, parts: &[TemplatePart<'_>]) -> Option<()> {
        self.put("\"")?;
        for part in parts {
            match part {
                TemplatePart::Literal(text) => self.put(&render::string(text))?,
                TemplatePart::Interpolation(inner) => {
                    self.put("${")?;
                    self.expr(inner)?;
                    self.put("}")?;
                }
                TemplatePart::If { condition, yes, no } => {
                    self.put("%if ")?;
                    self.expr(condition)?;
                    self.template(yes)?;
                    self.template(no)?;
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    self.put("%for ")?;
                    self.expr(collection)?;
                    let depth = self.bind(*key_var, *value_var);
                    self.template(body)?;
                    self.bound.truncate(depth);
                }
            }
        }
        self.put("\"")
    }

    /// What a part comes to, when that is known.
    fn value(&mut self, expr: &Expr<'_>) -> Option<Value> {
        self.evaluations += 1;
        if self.evaluations > MAX_EVALUATIONS {
            return None;
        }
        match eval::evaluate(expr, &self.scope) {
            Ok(Outcome::Known(value) | Outcome::Sensitive(value)) => Some(value),
            Ok(Outcome::Unknown) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::{Given, Module};

    /// The text of `expression` where `var.new` is known to have its default and others are not.
    fn normal(expression: &str) -> String {
        let source = format!(
            "locals {{\n  it    = {expression}\n  name  = \"${{var.x}}-a\"\n  short = local.name\n  \
             self  = local.self\n}}\nvariable \"x\" {{}}\nvariable \"new\" {{\n  default = null\n}}\n\
             variable \"on\" {{\n  default = true\n}}\n"
        );
        let module = Module::load([("main.tf", source)]);
        assert_eq!(module.findings, [], "{expression}");
        let given: Given = [("x".to_owned(), None)].into();
        let scope = ModuleScope { module: &module, given: &given };
        text(&module.locals["it"].value, scope).expect(expression)
    }

    #[test]
    fn the_same_meaning_has_the_same_text() {
        for (a, b) in [
            ("[ var.x,1 ]", "[\n  var.x, # why\n  (1),\n]"),
            ("\"${var.x}\"", "var.x"),
            ("local.short", "\"${var.x}-a\""),
            ("{ a = var.x }", "{ \"a\" : var.x }"),
            ("var.x[\"id\"]", "var.x.id"),
            ("aws_a.b.*.id", "aws_a.b[*].id"),
            ("[for a in var.x : a.id]", "[for b in var.x : b.id]"),
            ("{ for k, v in var.x : k => v }", "{ for key, value in var.x : key => value }"),
            ("var.new == null ? var.x : var.new", "var.x"),
            ("var.on && var.x", "var.x"),
            ("coalesce(var.new, var.x)", "var.x"),
            ("merge(var.x, {})", "var.x"),
            ("lookup(var.x, \"k\", 1)", "try(var.x.k, 1)"),
        ] {
            assert_eq!(normal(a), normal(b), "{a} and {b}");
        }
    }

    #[test]
    fn another_meaning_has_another_text() {
        for (a, b) in [
            ("var.x + 1", "var.x - 1"),
            ("[var.x, 1]", "[1, var.x]"),
            ("var.x ? 1 : 2", "var.x ? 2 : 1"),
            ("[for k, v in var.x : k]", "[for k, v in var.x : v]"),
            ("[for a in var.x : a]", "[for a in var.x : a if a != null]"),
            ("\"a-${var.x}\"", "\"b-${var.x}\""),
            ("\"var.x\"", "var.x"),
            ("concat(var.x...)", "concat(var.x)"),
        ] {
            assert_ne!(normal(a), normal(b), "{a} and {b}");
        }
    }

    #[test]
    fn a_local_value_that_names_itself_ends() {
        assert_eq!(normal("local.self"), "local.self");
    }
}
