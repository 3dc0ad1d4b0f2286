//! `waiver-unused`: waivers go when they are done.

use crate::diag::Severity;
use crate::release::vet::rule::{Group, Rule};

pub(super) static RULE: Rule = Rule {
    id: "waiver-unused",
    group: Group::Card,
    severity: Severity::Warning,
    title: "Every waiver of the card covers something",
    explanation: "A waiver that covers nothing waits for a problem that nobody has decided about.",
    waivable: false,
    check: None,
};
