//! `package-private-file`: what is somebody's own is not published.

use camino::Utf8Path;

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "package-private-file",
    group: Group::Package,
    severity: Severity::Error,
    title: "No state, values or keys lie in the module",
    explanation: "State and `.tfvars` hold what one caller has; keys are nobody's. All of it would \
                  be published with the module.",
    waivable: false,
    check: Some(check),
};

/// Endings of files that are somebody's own.
const PRIVATE: &[&str] = &[
    ".tfstate",
    ".tfstate.backup",
    ".tfvars",
    ".tfvars.json",
    ".tfplan",
    ".pem",
    ".key",
    ".p12",
    ".pfx",
    ".jks",
    ".kdbx",
];

/// Whether a file of that path is state, values or a key: somebody's own, and no part of a module.
#[must_use]
pub fn is_private(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_lowercase();
    let key = ["id_rsa", "id_ed25519", "id_ecdsa", "credentials", "terraform.rc"];
    PRIVATE.iter().any(|end| name.ends_with(end)) || key.contains(&name.as_str())
}

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for path in subject.package.tree.files.keys() {
        if is_private(path) {
            problems
                .add(path.as_str(), format!("{path} does not belong into a module"))
                .at(subject.folder(path.as_str()))
                .help("remove it; values of an example stand in its main.tf");
        }
    }
}
