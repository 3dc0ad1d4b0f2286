//! `package-private-file`: what is somebody's own is not published.

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

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for path in subject.package.tree.files.keys() {
        let name = path.file_name().unwrap_or_default().to_lowercase();
        let key = ["id_rsa", "id_ed25519", "id_ecdsa", "credentials", "terraform.rc"];
        if PRIVATE.iter().any(|end| name.ends_with(end)) || key.contains(&name.as_str()) {
            problems
                .add(path.as_str(), format!("{path} does not belong into a module"))
                .at(subject.folder(path.as_str()))
                .help("remove it; values of an example stand in its main.tf");
        }
    }
}
