//! `for-each-index`: instances keep their names.

use crate::diag::Severity;
use crate::hcl::syntax::{Expr, ExprKind};
use crate::release::vet::expressions;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::schema::{Providers, expression_type};
use crate::terraform::{Module, Type};

pub(super) static RULE: Rule = Rule {
    id: "for-each-index",
    group: Group::Body,
    severity: Severity::Error,
    title: "Instances are named by keys, not by their place in a list",
    explanation: "`{ for i, v in var.list : i => v }` names every instance by its place: when one \
                  is taken out of the middle, all behind it are destroyed and made again. Key by \
                  something that stays, such as a name.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let of_resources = root.resources.values().map(|r| (r.address(), &r.for_each));
    let of_calls = root.calls.values().map(|call| (call.address(), &call.for_each));
    for (address, argument) in of_resources.chain(of_calls) {
        let Some(argument) = argument else { continue };
        let Some(expr) = root.expr(argument.value.place) else { continue };
        if by_index(root, expr.unparenthesised()) {
            problems
                .add(&address, format!("`{address}` is named by places in a list"))
                .at(subject.at(argument.value.place))
                .help("key by a name, as in `{ for item in var.list : item.name => item }`");
        }
    }
}

fn by_index(module: &Module, expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Call { name, args, .. } if name.text == "toset" => {
            args.first().is_some_and(|arg| {
                let mut found = false;
                expressions::walk(arg, &mut |inner| {
                    found |=
                        matches!(&inner.kind, ExprKind::Call { name, .. } if name.text == "range");
                });
                found
            })
        }
        ExprKind::For(inner) => {
            let (Some(index), Some(key)) = (&inner.key_var, &inner.key) else { return false };
            let ty = expression_type(module, &inner.collection, Providers::embedded()).ty;
            // Anything may be a map; of a list it is known that its keys are places.
            matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Set(_)) && is_only(key, index.text)
        }
        _ => false,
    }
}

/// Whether a key is made of nothing but one name: `i`, `tostring(i)`, `"item-${i}"`.
fn is_only(key: &Expr<'_>, name: &str) -> bool {
    let (mut named, mut other) = (false, false);
    expressions::walk(key, &mut |inner| match &inner.kind {
        ExprKind::Variable(text) if *text == name => named = true,
        ExprKind::Variable(_) => other = true,
        _ => {}
    });
    named && !other
}
