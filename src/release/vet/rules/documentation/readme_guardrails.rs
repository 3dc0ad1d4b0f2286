//! `readme-guardrails`: guarantees are told.

use crate::diag::Severity;
use crate::diag::Span;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use std::collections::BTreeSet;

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
    let named = names(text);
    for guardrail in subject.card().iter().flat_map(|card| &card.guardrails) {
        let id = guardrail.id.value.as_str();
        if !named.contains(id) && !told.contains(&words(&guardrail.text)) {
            problems
                .add("README.md", format!("the README says nothing of the guardrail `{id}`"))
                .at(subject.in_card(guardrail.id.span))
                .and_at(subject.in_file("README.md", Span::default()), "here")
                .help(format!("list `{id}` and what it says under \"What is enforced\""));
        }
    }
}

/// What the rows of tables and the items of lists are about; in a sentence an id is just a word.
fn names(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with('|') {
            names.extend(line.split('|').map(bare));
        } else if let Some(item) = line.strip_prefix(['-', '*']) {
            names.extend(item.trim_start().split([' ', ':']).next().map(bare));
        }
    }
    names
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['`', '*', '_', ':']).trim()
}

/// A text without the accidents of its layout.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
