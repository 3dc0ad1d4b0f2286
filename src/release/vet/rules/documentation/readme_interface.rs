//! `readme-interface`: the README tells of the module as it is.

use crate::diag::Severity;
use crate::diag::Span;
use crate::release::readme::{self, Refreshed};
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "readme-interface",
    group: Group::Documentation,
    severity: Severity::Error,
    title: "The README has the inputs and outputs of the HCL",
    explanation: "The tables between `<!-- pave:interface -->` and `<!-- /pave:interface -->` are \
                  made from the HCL; `pave module docs` writes them.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(text) = subject.package.tree.text("README.md") else { return };
    let (message, span) = match readme::refreshed(text, subject.root()) {
        Refreshed::AsItIs => return,
        Refreshed::Stale { span, .. } => {
            ("the tables of the README are not those of the HCL", span)
        }
        Refreshed::NoMarkers { .. } => {
            ("the README has no tables of inputs and outputs", Span::default())
        }
        Refreshed::Unclosed { span } => ("the marker of the tables is not closed", span),
    };
    problems
        .add("README.md", message)
        .at(subject.in_file("README.md", span))
        .help("`pave module docs` writes them");
}
