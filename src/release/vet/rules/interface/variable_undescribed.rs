//! `variable-undescribed`: what an input is for is said.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-undescribed",
    group: Group::Interface,
    severity: Severity::Error,
    title: "Every input variable has a description",
    explanation: "The description is what a caller, the README, the catalog and an agent know of \
                  an input.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        if variable.description.as_ref().is_none_or(|text| text.trim().is_empty()) {
            let name = &variable.name;
            problems
                .add(format!("var.{name}"), format!("`{name}` has no description"))
                .at(subject.at(variable.name_place))
                .help("write `description = \"…\"`: one sentence, with a period at its end");
        }
    }
}
