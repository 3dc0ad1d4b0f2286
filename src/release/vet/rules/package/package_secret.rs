//! `package-secret`: nothing secret is published.

use crate::diag::Severity;
use crate::diag::Span;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::secret;

pub(super) static RULE: Rule = Rule {
    id: "package-secret",
    group: Group::Package,
    severity: Severity::Error,
    title: "No file holds a secret",
    explanation: "A secret of a well-known form is in the package, and in its history too. \
                  Removing it does not make it secret again: replace it where it is used.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for path in subject.package.tree.files.keys() {
        let Some(text) = subject.package.tree.text(path.as_str()) else { continue };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(what) = secret::exposed(line) {
                // The line is pointed at; its text is nowhere in what is said.
                let span = Span::new(at, at);
                problems
                    .add(path.as_str(), format!("{path} holds {what}"))
                    .at(subject.in_file(path.as_str(), span))
                    .help("replace the secret where it is used, and remove it here");
            }
            at += line.len();
        }
    }
}
