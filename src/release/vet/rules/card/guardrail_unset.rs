//! `guardrail-unset`: guarantees are written out.

use crate::diag::Severity;
use crate::release::vet::guarded;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "guardrail-unset",
    group: Group::Card,
    severity: Severity::Error,
    title: "What a guardrail stands on is set in the module",
    explanation: "An attribute that is not set is what the provider makes it today. A guarantee is \
                  written out.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for guardrail in subject.card().iter().flat_map(|card| &card.guardrails) {
        for at in &guardrail.at {
            if guarded::find(subject.root(), at).is_some_and(|found| !found.is_there) {
                problems
                    .add(&at.value, format!("`{}` is not set", at.value))
                    .at(subject.in_card(at.span))
                    .help(
                        "set it in the resource, or name the argument that upholds the guarantee",
                    );
            }
        }
    }
}
