//! `package-text`: files are text.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "package-text",
    group: Group::Package,
    severity: Severity::Error,
    title: "Every file of configuration is UTF-8",
    explanation: "A file that is no text is read by Terraform otherwise than it looks, or not at \
                  all.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let tree = &subject.package.tree;
    for path in tree.files.keys() {
        let endings = [".tf", ".tofu", ".json", ".hcl", ".md", ".yaml"];
        let should = endings.iter().any(|end| path.as_str().ends_with(end));
        if should && tree.text(path.as_str()).is_none() {
            problems
                .add(path.as_str(), format!("{path} is not UTF-8"))
                .at(subject.folder(path.as_str()))
                .help("save it as UTF-8");
        }
    }
}
