//! `changelog-missing`: people find out what changed in each version.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "changelog-missing",
    group: Group::Structure,
    severity: Severity::Error,
    title: "There is a CHANGELOG.md",
    explanation: "CHANGELOG.md says what changed in each version. Registries show it beside the \
                  module.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.package.tree.get("CHANGELOG.md").is_none() {
        problems
            .add("CHANGELOG.md", "there is no CHANGELOG.md")
            .at(subject.folder("CHANGELOG.md"))
            .help("write one: it says what changed in each version");
    }
}
