//! `card-incomplete`: the card helps who reads it.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::ResourceMode;

pub(super) static RULE: Rule = Rule {
    id: "card-incomplete",
    group: Group::Card,
    severity: Severity::Warning,
    title: "The card says how the module is found and what it guarantees",
    explanation: "Aliases are the words by which an intent finds the module. Guardrails are the \
                  reason to use it instead of a resource.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(card) = subject.card() else { return };
    let creates = subject.root().resources.values().any(|r| r.mode == ResourceMode::Managed);
    let lacks = [
        ("aliases", card.aliases.is_empty(), "list what a developer would call it"),
        (
            "guardrails",
            creates && card.guardrails.is_empty(),
            "list what holds whatever the inputs",
        ),
        (
            "replaces",
            creates && card.replaces.is_empty(),
            "list the resource types it stands in for",
        ),
    ];
    for (key, lacks, help) in lacks {
        if lacks {
            problems
                .add(format!("module.yaml:{key}"), format!("the card has no `{key}`"))
                .at(subject.in_card(card.name.span))
                .help(help);
        }
    }
}
