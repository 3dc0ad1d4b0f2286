//! `tests-missing`: what the module promises is tried.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "tests-missing",
    group: Group::Structure,
    severity: Severity::Error,
    title: "There are tests",
    explanation: "`tests/*.tftest.hcl` say what the module promises, and `terraform test` runs \
                  them with mock providers, in no account.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.tests.values().all(|file| file.runs == 0) {
        problems.add("tests", "there are no tests").at(subject.folder("tests")).help(
            "write tests/basic.tftest.hcl with a `run` block for each thing that is promised",
        );
    }
}
