//! `variable-description-sentence`: descriptions read alike.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-description-sentence",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "A description is one sentence that ends with a period",
    explanation: "Descriptions are put into tables, cards and prompts, one line each.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        let Some(text) = variable.description.as_ref().map(|text| text.trim()) else { continue };
        let message = match text {
            "" => continue,
            _ if text.contains('\n') => "has several lines",
            _ if text.ends_with('.') => continue,
            _ => "does not end with a period",
        };
        let name = &variable.name;
        problems
            .add(format!("var.{name}"), format!("the description of `{name}` {message}"))
            .at(subject.at(variable.name_place))
            .help("write one sentence, with a period at its end");
    }
}
