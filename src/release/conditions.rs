//! A condition taken apart where `&&` joins it, so that two versions can be compared part by part.

use std::collections::{BTreeMap, BTreeSet};

use crate::hcl;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind};
use crate::terraform::literal::literal;
use crate::terraform::reference::{Subject, references};
use crate::terraform::{InputVariable, Module, Place};

/// A part of a condition that has to hold by itself.
#[derive(Debug)]
pub(super) struct Part {
    /// What it says, the same for the same condition however it is laid out.
    pub(super) key: String,
    /// The text.
    pub(super) text: String,
    /// Whether `null` is let pass whatever it says.
    pub(super) null_taken: bool,
    /// The condition it is of.
    pub(super) place: Place,
}

impl Part {
    /// Whether it bounds the variable from below, and at what number; `None` when it says more.
    pub(super) fn bound(&self, name: &str) -> Option<(bool, f64)> {
        let expr = hcl::parse_expr(&self.text).ok()?;
        let ExprKind::Binary(left, operator, right) = &expr.kind else { return None };
        let is_variable = |expr: &Expr<'_>| {
            matches!(&expr.kind, ExprKind::GetAttr(base, attribute)
                if attribute.text == name && base.kind == ExprKind::Variable("var"))
        };
        let number = |expr: &Expr<'_>| literal(expr).and_then(|value| value.as_f64());
        let greater = match operator {
            BinaryOp::Greater | BinaryOp::GreaterEqual => true,
            BinaryOp::Less | BinaryOp::LessEqual => false,
            _ => return None,
        };
        match (is_variable(left), is_variable(right)) {
            (true, false) => Some((greater, number(right)?)),
            (false, true) => Some((!greater, number(left)?)),
            _ => None,
        }
    }
}

/// The parts of all conditions of a variable, by what they say.
pub(super) fn parts((module, variable): (&Module, &InputVariable)) -> BTreeMap<String, Part> {
    let mut parts = BTreeMap::new();
    for validation in &variable.validations {
        let text = &validation.condition_text;
        let place = validation.condition.as_ref().map_or(validation.place, |c| c.place);
        let mut add = |text: &str, null_taken: bool, named: String| {
            let text = squeezed(text);
            let key = format!("{null_taken} {text}{named}");
            parts.insert(key.clone(), Part { key, text, null_taken, place });
        };
        match hcl::parse_expr(text) {
            Ok(expr) => split(&expr, false, &variable.name, &mut |part, null_taken| {
                let named = locals(module, part);
                add(&text[part.span.range()], null_taken, named);
            }),
            Err(_) => add(text, false, String::new()),
        }
    }
    parts
}

/// Takes a condition apart where `&&` joins it.
fn split<'e>(
    expr: &'e Expr<'e>,
    null_taken: bool,
    name: &str,
    add: &mut dyn FnMut(&'e Expr<'e>, bool),
) {
    match &expr.kind {
        ExprKind::Paren(inner) => split(inner, null_taken, name, add),
        ExprKind::Binary(left, BinaryOp::And, right) => {
            split(left, null_taken, name, add);
            split(right, null_taken, name, add);
        }
        ExprKind::Binary(check, BinaryOp::Or, rest) if is_null_check(check, name) => {
            split(rest, true, name, add);
        }
        ExprKind::Conditional(arms)
            if is_null_check(&arms[0], name) && arms[1].kind == ExprKind::Bool(true) =>
        {
            split(&arms[2], true, name, add);
        }
        // `try(…, false)` guards against null as the rest would otherwise fail.
        ExprKind::Call { name: function, args, expand: false } if function.text == "try" => {
            match args.as_slice() {
                [rest, or] if or.kind == ExprKind::Bool(false) => {
                    split(rest, null_taken, name, add);
                }
                _ => add(expr, null_taken),
            }
        }
        _ => add(expr, null_taken),
    }
}

/// `var.x == null`
fn is_null_check(expr: &Expr<'_>, name: &str) -> bool {
    let ExprKind::Binary(left, BinaryOp::Equal, right) = &expr.kind else { return false };
    let is_variable = |expr: &Expr<'_>| {
        matches!(&expr.kind, ExprKind::GetAttr(base, attribute)
            if attribute.text == name && base.kind == ExprKind::Variable("var"))
    };
    let null = |expr: &Expr<'_>| expr.kind == ExprKind::Null;
    (is_variable(left) && null(right)) || (null(left) && is_variable(right))
}

/// What the local values say that an expression names, for they are as good as part of it.
fn locals(module: &Module, expr: &Expr<'_>) -> String {
    let name = |subject: Subject| match subject {
        Subject::Local(name) => Some(name),
        _ => None,
    };
    let mut open: Vec<String> =
        references(expr).into_iter().filter_map(|r| name(r.subject)).collect();
    let mut known = BTreeSet::new();
    let mut text = String::new();
    while let Some(next) = open.pop() {
        let Some(local) = module.locals.get(&next).filter(|_| known.insert(next.clone())) else {
            continue;
        };
        text.push_str(&format!(" {next}={}", squeezed(module.text(local.value.place))));
        let inner = module.expr(local.value.place);
        let named = inner.iter().flat_map(references).filter_map(|r| name(r.subject));
        open.extend(named.collect::<Vec<_>>());
    }
    text
}

/// The text without the white space and the trailing commas that mean nothing.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped, mut gap) = (false, false, false);
    for c in text.chars() {
        if !quoted && c.is_whitespace() {
            gap = true;
            continue;
        }
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if gap && word(c) && out.ends_with(word) {
            out.push(' ');
        }
        if !quoted && matches!(c, ']' | '}' | ')') && out.ends_with(',') {
            out.pop();
        }
        gap = false;
        out.push(c);
        quoted = quoted ^ (c == '"' && !escaped);
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}
