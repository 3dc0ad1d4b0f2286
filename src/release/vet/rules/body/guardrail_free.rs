//! `guardrail-free`: guarantees are not the caller's to take away.

use crate::diag::Severity;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind};
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::rules::results::results;
use crate::release::vet::subject::Subject;
use crate::release::vet::{expressions, guarded};
use crate::terraform::reference::{Subject as Named, references};
use crate::terraform::{Module, Place};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    id: "guardrail-free",
    group: Group::Body,
    severity: Severity::Error,
    title: "What a guardrail stands on is not left to the caller",
    explanation: "A guardrail holds whatever the inputs: the attribute it names is written out, or \
                  follows from an input that a validation keeps within bounds. An input that is \
                  passed on as it is, or a toggle, hands the guarantee to the caller.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    for guardrail in subject.card().iter().flat_map(|card| &card.guardrails) {
        for at in &guardrail.at {
            for argument in guarded::arguments(root, at) {
                let mut seen = BTreeSet::new();
                let Some(name) = free(root, argument.value.place, &mut seen) else { continue };
                problems
                    .add(&at.value, format!("`{}` is what the caller says in `{name}`", at.value))
                    .at(subject.at(argument.value.place))
                    .and_at(
                        root.variables.get(&name).map(|v| subject.at(v.name_place)),
                        "not validated",
                    )
                    .and_at(
                        subject.in_card(at.span),
                        format!("`{}` stands on it", guardrail.id.value),
                    )
                    .help(format!("write the value out, or validate `{name}`"));
            }
        }
    }
}

/// An input without validations that decides a value on its own.
fn free(module: &Module, place: Place, seen: &mut BTreeSet<String>) -> Option<String> {
    let expr = module.expr(place)?;
    deciding(&expr).into_iter().find_map(|result| {
        let found = references(result);
        let [reference] = found.as_slice() else { return None };
        if reference.span != result.span || !reference.rest.is_empty() {
            return None;
        }
        match &reference.subject {
            Named::Variable(name) => {
                let open = module.variables.get(name).is_some_and(|v| v.validations.is_empty());
                open.then(|| name.clone())
            }
            Named::Local(name) if seen.insert(name.clone()) => {
                free(module, module.locals.get(name)?.value.place, seen)
            }
            _ => None,
        }
    })
}

/// What a value is made of: what it may come to, and what chooses between that as a toggle does.
fn deciding<'e, 's>(expr: &'e Expr<'s>) -> Vec<&'e Expr<'s>> {
    let mut found = Vec::new();
    for result in results(expr) {
        toggles(result, &mut found);
    }
    expressions::walk(expr, &mut |inner| match &inner.kind {
        ExprKind::Conditional(parts) => toggles(&parts[0], &mut found),
        // `{ dev = false, prod = true }[var.tier]`
        ExprKind::Index(_, key) => toggles(key, &mut found),
        _ => {}
    });
    found
}

/// The parts of a truth value that decide it: `a` and `b` of `a && !b`, `a` of `a == true`.
///
/// A comparison with anything else asks a question about an input and is no toggle.
fn toggles<'e, 's>(expr: &'e Expr<'s>, found: &mut Vec<&'e Expr<'s>>) {
    match &expr.kind {
        ExprKind::Paren(inner) | ExprKind::Unary(_, inner) => toggles(inner, found),
        ExprKind::Binary(left, BinaryOp::And | BinaryOp::Or, right) => {
            toggles(left, found);
            toggles(right, found);
        }
        ExprKind::Binary(left, BinaryOp::Equal | BinaryOp::NotEqual, right) => {
            let truth = |expr: &Expr<'_>| matches!(expr.unparenthesised().kind, ExprKind::Bool(_));
            match (truth(left), truth(right)) {
                (false, true) => toggles(left, found),
                (true, false) => toggles(right, found),
                _ => {}
            }
        }
        _ => found.push(expr),
    }
}
