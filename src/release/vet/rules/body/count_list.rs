//! `count-list`: instances keep their names.

use crate::diag::Severity;
use crate::hcl::syntax::{Expr, ExprKind};
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::rules::results::results;
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "count-list",
    group: Group::Body,
    severity: Severity::Error,
    title: "No count over the length of a list",
    explanation: "`count = length(var.list)` names every instance by its place: when one is taken \
                  out of the middle, all behind it are destroyed and made again. Use `for_each` \
                  over a map or a set of names.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let of_resources = root.resources.values().map(|r| (r.address(), &r.count));
    let of_calls = root.calls.values().map(|call| (call.address(), &call.count));
    for (address, argument) in of_resources.chain(of_calls) {
        let Some(argument) = argument else { continue };
        let Some(expr) = root.expr(argument.value.place) else { continue };
        // `length(…) > 0 ? 1 : 0` is a toggle.
        if results(&expr).iter().any(|result| is_length(result)) {
            problems
                .add(&address, format!("`{address}` is counted by the length of a list"))
                .at(subject.at(argument.value.place))
                .help("use `for_each` over names that stay");
        }
    }
}

fn is_length(expr: &Expr<'_>) -> bool {
    matches!(&expr.kind, ExprKind::Call { name, .. } if name.text == "length")
}
