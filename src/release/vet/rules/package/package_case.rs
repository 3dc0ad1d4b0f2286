//! `package-case`: the package is the same everywhere.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use camino::Utf8Path;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    id: "package-case",
    group: Group::Package,
    severity: Severity::Error,
    title: "No two files differ only in the case of their letters",
    explanation: "On macOS and Windows one of them takes the place of the other.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let mut known: BTreeMap<String, &Utf8Path> = BTreeMap::new();
    for path in subject.package.tree.files.keys() {
        if let Some(first) = known.insert(path.as_str().to_lowercase(), path) {
            problems
                .add(path.as_str(), format!("{first} and {path} are one file on many machines"))
                .at(subject.folder(path.as_str()))
                .help("rename one of them");
        }
    }
}
