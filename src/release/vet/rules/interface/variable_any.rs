//! `variable-any`: an input says what it takes.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "variable-any",
    group: Group::Interface,
    severity: Severity::Error,
    title: "No input variable takes `any`",
    explanation: "`any` takes everything, a list of mixed things too, and converts without a word. \
                  Spell the type out; `optional(…)` leaves attributes of an object open.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        let Some(written) = &variable.type_constraint else { continue };
        if variable.ty.contains_any() {
            problems
                .add(format!("var.{}", variable.name), format!("`{}` takes `any`", variable.name))
                .at(subject.at(written.place))
                .help("spell out what it takes");
        }
    }
}
