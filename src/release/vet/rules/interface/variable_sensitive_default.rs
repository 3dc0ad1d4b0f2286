//! `variable-sensitive-default`: secrets stand in no module.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-sensitive-default",
    group: Group::Interface,
    severity: Severity::Error,
    title: "A sensitive input has no default",
    explanation: "A default stands in the module, where everybody reads it: it is no secret, or \
                  should be none.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values().filter(|variable| variable.sensitive) {
        let Some(default) = &variable.default else { continue };
        if default.literal.as_ref().is_some_and(|value| value.is_null()) {
            continue;
        }
        let name = &variable.name;
        problems
            .add(format!("var.{name}"), format!("`{name}` is sensitive and has a default"))
            .at(subject.at(default.place))
            .help("remove the default, or set it to null");
    }
}
