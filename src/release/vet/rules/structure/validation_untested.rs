//! `validation-untested`: validations are tried with bad values.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "validation-untested",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every validation is shown to refuse something",
    explanation: "A validation that refuses nothing protects nothing, and one whose condition is \
                  wrong looks the same. For each input with validations, one `run` block of the \
                  tests sets a bad value and lists the input in `expect_failures`.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.tests.is_empty() {
        return;
    }
    for variable in subject.root().variables.values() {
        let Some(validation) = variable.validations.first() else { continue };
        let address = format!("var.{}", variable.name);
        if !subject.tests.values().any(|file| file.expected_failures.contains(&address)) {
            problems
                .add(&address, format!("no test shows that `{}` refuses anything", variable.name))
                .at(subject.at(validation.place))
                .help(format!("add a run with a bad value and `expect_failures = [{address}]`"));
        }
    }
}
