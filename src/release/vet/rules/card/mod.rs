//! What the card of a module says.

mod card_incomplete;
mod card_missing;
mod card_replaces;
mod guardrail_nowhere;
mod guardrail_unset;
mod waiver_expired;
mod waiver_unused;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &card_missing::RULE,
    &card_incomplete::RULE,
    &card_replaces::RULE,
    &guardrail_nowhere::RULE,
    &guardrail_unset::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
];
