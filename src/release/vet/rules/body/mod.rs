//! What a module creates, and how that is written.

mod count_list;
mod feature_newer;
mod for_each_index;
mod guardrail_free;
mod heredoc_json;
mod ignore_changes_quoted;
mod runs_programs;
mod stateful_unprotected;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &for_each_index::RULE,
    &count_list::RULE,
    &heredoc_json::RULE,
    &ignore_changes_quoted::RULE,
    &stateful_unprotected::RULE,
    &guardrail_free::RULE,
    &runs_programs::RULE,
    &feature_newer::RULE,
];
