//! `test-unreadable`: tests are HCL.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "test-unreadable",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every test file can be read",
    explanation: "A test file that is no HCL keeps all tests from running.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for (path, file) in &subject.tests {
        for problem in &file.problems {
            problems
                .add(path.as_str(), &problem.message)
                .at(subject.in_file(path.as_str(), problem.span));
        }
    }
}
