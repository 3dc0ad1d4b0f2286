//! `example-missing`: how the module is called is shown.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "example-missing",
    group: Group::Structure,
    severity: Severity::Error,
    title: "There is an example",
    explanation: "An example in `examples/NAME/` shows the smallest call that works; it is planned \
                  when the module is vetted, and shown by registries.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.examples.is_empty() {
        problems.add("examples", "there is no example").at(subject.folder("examples")).help(
            "write a root module in examples/basic/ that calls the module by `source = \"../..\"`",
        );
    }
}
