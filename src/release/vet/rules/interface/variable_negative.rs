//! `variable-negative`: toggles are read once.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Type;

pub(super) static RULE: Rule = Rule {
    id: "variable-negative",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "A toggle says what is on",
    explanation: "`disable_logs = false` has to be read twice. Name what the caller gets: `logs = \
                  true`.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values().filter(|v| v.ty == Type::Bool) {
        let name = &variable.name;
        let starts = ["disable_", "no_", "not_", "without_", "skip_", "dont_"];
        let negative = starts.iter().any(|start| name.starts_with(start));
        if negative || name.ends_with("_disabled") {
            problems
                .add(format!("var.{name}"), format!("`{name}` is true when something is off"))
                .at(subject.at(variable.name_place))
                .help("name what is on, and turn the default around");
        }
    }
}
