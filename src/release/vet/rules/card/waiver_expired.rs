//! `waiver-expired`: what was let pass for a time is looked at again.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "waiver-expired",
    group: Group::Card,
    severity: Severity::Error,
    title: "No waiver of the card is past its day",
    explanation: "What was let pass for a time is to be mended by then, or decided again.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for waiver in subject.card().iter().flat_map(|card| &card.waivers) {
        let Some(until) = waiver.until.as_ref().filter(|day| day.as_str() < subject.today) else {
            continue;
        };
        let rule = &waiver.rule.value;
        problems
            .add(
                format!("waivers.{rule}"),
                format!("the waiver of `{rule}` ended on {}", until.value),
            )
            .at(subject.in_card(until.span))
            .help("mend what it was for, or decide again until when");
    }
}
