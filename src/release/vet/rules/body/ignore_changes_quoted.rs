//! `ignore-changes-quoted`: attributes are named, not quoted.

use crate::diag::Severity;
use crate::hcl::syntax::ExprKind;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Place;

pub(super) static RULE: Rule = Rule {
    id: "ignore-changes-quoted",
    group: Group::Body,
    severity: Severity::Warning,
    title: "ignore_changes names attributes without quotes",
    explanation: "Quoted names are the form of Terraform 0.11, and deprecated since.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    for resource in root.resources.values() {
        let ignored = resource.lifecycle.as_ref().and_then(|l| l.ignore_changes.as_ref());
        let Some(place) = ignored.map(|argument| argument.value.place) else { continue };
        let region = subject.at(place);
        // The JSON form has nothing but quotes.
        if region.path.as_str().ends_with(".json") {
            continue;
        }
        let Some(expr) = root.expr(place) else { continue };
        let ExprKind::Tuple(items) = &expr.unparenthesised().kind else { continue };
        for item in items {
            let Some(name) = item.as_str() else { continue };
            let at = subject.at(Place::new(place.source, item.span));
            let address = resource.address();
            problems
                .add(&address, format!("`{name}` stands in quotes"))
                .at(at.clone())
                .help(format!("write `{name}`"))
                .fix(at, name);
        }
    }
}
