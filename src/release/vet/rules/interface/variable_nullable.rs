//! `variable-nullable`: null stands for the default.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-nullable",
    group: Group::Interface,
    severity: Severity::Note,
    title: "An input with a default does not take null",
    explanation: "A caller that passes `null` gets null and not the default, unless the input says \
                  `nullable = false`.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        let Some(default) = &variable.default else { continue };
        if !variable.nullable || default.literal.as_ref().is_none_or(|value| value.is_null()) {
            continue;
        }
        let name = &variable.name;
        let region = subject.at(default.place);
        let mut end = region.clone();
        end.span.start = end.span.end;
        let problem =
            problems.add(format!("var.{name}"), format!("`{name}` has a default and takes null"));
        problem.at(region).help("add `nullable = false`, so that null stands for the default");
        if !end.path.as_str().ends_with(".json") {
            problem.fix(end, "\n  nullable = false");
        }
    }
}
