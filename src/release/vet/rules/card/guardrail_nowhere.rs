//! `guardrail-nowhere`: guarantees stand on something.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "guardrail-nowhere",
    group: Group::Card,
    severity: Severity::Error,
    title: "Every guardrail names what upholds it",
    explanation: "`at` says which attributes a guarantee stands on. By it a change of them is seen \
                  as a change of the guarantee, and tests are checked for noticing it.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for guardrail in subject.card().iter().flat_map(|card| &card.guardrails) {
        if guardrail.at.is_empty() {
            let id = &guardrail.id;
            problems
                .add(
                    format!("guardrails.{}", id.value),
                    format!("`{}` stands on nothing", id.value),
                )
                .at(subject.in_card(id.span))
                .help("list under `at` the addresses that uphold it");
        }
    }
}
