//! `package-refused`: the package is what it seems.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "package-refused",
    group: Group::Package,
    severity: Severity::Error,
    title: "Everything in the folder can be read",
    explanation: "Links that lead out of the module, special files and files over 10 MB are never \
                  read: a registry would refuse them, and what they lead to differs from machine \
                  to machine.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for (path, reason) in &subject.package.tree.refused {
        problems
            .add(path.as_str(), format!("{path} {reason}"))
            .at(subject.folder(path.as_str()))
            .help("put the file itself into the module, or remove it");
    }
}
