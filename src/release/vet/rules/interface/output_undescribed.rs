//! `output-undescribed`: what an output is is said.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "output-undescribed",
    group: Group::Interface,
    severity: Severity::Error,
    title: "Every output value has a description",
    explanation: "The description is what a caller knows of an output before it is applied.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for output in subject.root().outputs.values() {
        if output.description.as_ref().is_none_or(|text| text.trim().is_empty()) {
            let name = &output.name;
            problems
                .add(format!("output.{name}"), format!("the output `{name}` has no description"))
                .at(subject.at(output.name_place))
                .help("write `description = \"…\"`: one sentence, with a period at its end");
        }
    }
}
