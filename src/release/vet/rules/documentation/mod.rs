//! What people and agents read of a module.

mod hidden_characters;
mod readme_guardrails;
mod readme_interface;
mod steering_text;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &readme_interface::RULE,
    &readme_guardrails::RULE,
    &steering_text::RULE,
    &hidden_characters::RULE,
];
