//! `guardrail-free`: guarantees are not the caller's to take away.

use crate::diag::Severity;
use crate::hcl::syntax::{Expr, ExprKind};
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
    let mut deciding = results(&expr);
    deciding.extend(conditions(&expr));
    deciding.into_iter().find_map(|result| {
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

/// The conditions that choose between results and are no more than a name, negated or not.
fn conditions<'e, 's>(expr: &'e Expr<'s>) -> Vec<&'e Expr<'s>> {
    let mut found = Vec::new();
    if let ExprKind::Unary(_, inner) = &expr.unparenthesised().kind {
        found.push(inner.unparenthesised());
    }
    expressions::walk(expr, &mut |inner| {
        if let ExprKind::Conditional(parts) = &inner.kind {
            found.push(match &parts[0].unparenthesised().kind {
                ExprKind::Unary(_, negated) => negated.unparenthesised(),
                _ => parts[0].unparenthesised(),
            });
        }
    });
    found
}
