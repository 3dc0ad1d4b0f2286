//! `readme-guardrails`: guarantees are told.

use crate::diag::Severity;
use crate::diag::Span;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "readme-guardrails",
    group: Group::Documentation,
    severity: Severity::Error,
    title: "The README tells of every guardrail of the card",
    explanation: "A guarantee that nobody reads of is asked for again, or worked around. The \
                  README names each by its id or by its text.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(text) = subject.package.tree.text("README.md") else { return };
    let told = words(text);
    for guardrail in subject.card().iter().flat_map(|card| &card.guardrails) {
        let id = guardrail.id.value.as_str();
        let by_id = text.lines().any(|line| names(line, id));
        if !by_id && !told.contains(&words(&guardrail.text)) {
            problems
                .add("README.md", format!("the README says nothing of the guardrail `{id}`"))
                .at(subject.in_card(guardrail.id.span))
                .and_at(subject.in_file("README.md", Span::default()), "here")
                .help(format!("list `{id}` and what it says under \"What is enforced\""));
        }
    }
}

/// Whether a row of a table or an item of a list is about `id`; in a sentence it is just a word.
fn names(line: &str, id: &str) -> bool {
    let bare = |text: &str| text.trim().trim_matches(['`', '*', '_', ':']).trim() == id;
    let item = line.trim_start().strip_prefix(['-', '*']).map(str::trim_start);
    let first = item.and_then(|item| item.split([' ', ':']).next());
    line.trim_start().starts_with('|') && line.split('|').any(bare) || first.is_some_and(bare)
}

/// A text without the accidents of its layout.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
