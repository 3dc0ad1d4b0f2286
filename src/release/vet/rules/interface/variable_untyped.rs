//! `variable-untyped`: what an input takes is said.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-untyped",
    group: Group::Interface,
    severity: Severity::Error,
    title: "Every input variable has a type",
    explanation: "Without a type anything is taken, and a mistake shows deep inside the module \
                  instead of at the call.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        if variable.type_constraint.is_none() {
            problems
                .add(format!("var.{}", variable.name), format!("`{}` has no type", variable.name))
                .at(subject.at(variable.name_place))
                .help("write `type = …`");
        }
    }
}
