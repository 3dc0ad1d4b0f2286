//! `variable-unused`: inputs do something.

use crate::diag::Severity;
use crate::release::vet::expressions;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Place;
use crate::terraform::reference::{Subject as Named, references};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    id: "variable-unused",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "Every input variable is used",
    explanation: "An input that does nothing is set in vain.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let checked = root.variables.values().flat_map(|variable| &variable.validations);
    let in_checks: BTreeSet<Place> = checked
        .flat_map(|v| [&v.condition, &v.error_message].into_iter().flatten().map(|e| e.place))
        .collect();
    let mut used = BTreeSet::new();
    for place in expressions::places(root) {
        if in_checks.contains(&place) {
            continue;
        }
        let Some(expr) = root.expr(place) else { continue };
        for reference in references(&expr) {
            if let Named::Variable(name) = reference.subject {
                used.insert(name);
            }
        }
    }
    for variable in root.variables.values().filter(|v| !used.contains(&v.name)) {
        problems
            .add(format!("var.{}", variable.name), format!("`{}` is not used", variable.name))
            .at(subject.at(variable.name_place))
            .help("use it or remove it; removing it is a break for callers that set it");
    }
}
