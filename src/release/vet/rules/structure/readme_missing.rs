//! `readme-missing`: people find out what the module gives, what it enforces and how it is called.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "readme-missing",
    group: Group::Structure,
    severity: Severity::Error,
    title: "There is a README.md",
    explanation: "README.md says what the module gives, what it enforces and how it is called. \
                  Registries show it beside the module.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.package.tree.get("README.md").is_none() {
        problems.add("README.md", "there is no README.md").at(subject.folder("README.md")).help(
            "write one: it says what the module gives, what it enforces and how it is called",
        );
    }
}
