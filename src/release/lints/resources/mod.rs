//! Changes to what a module creates, reads and keeps in state, and under which addresses.

mod argument_added;
mod argument_added_optional;
mod argument_changed;
mod argument_removed;
mod argument_replaces;
mod block_added;
mod block_removed;
mod check_added;
mod check_removed;
mod condition_added;
mod count_changed;
mod create_before_destroy_changed;
mod data_source_added;
mod data_source_removed;
mod ephemeral_added;
mod expression_changed;
mod for_each_filter_changed;
mod for_each_keys_changed;
mod guardrail_weakened;
mod ignore_changes_narrowed;
mod ignore_changes_widened;
mod module_call_removed;
mod moved_block_removed;
mod prevent_destroy_added;
mod prevent_destroy_removed;
mod program_added;
mod repetition_changed;
mod repetition_moved;
mod replace_triggered_by_added;
mod resource_added;
mod resource_added_off;
mod resource_added_undecided;
mod resource_forgotten;
mod resource_moved;
mod resource_moved_across_types;
mod resource_provider_changed;
mod resource_removed;

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &resource_removed::LINT,
    &module_call_removed::LINT,
    &resource_moved::LINT,
    &resource_moved_across_types::LINT,
    &moved_block_removed::LINT,
    &resource_forgotten::LINT,
    &resource_added::LINT,
    &resource_added_off::LINT,
    &resource_added_undecided::LINT,
    &repetition_changed::LINT,
    &repetition_moved::LINT,
    &count_changed::LINT,
    &for_each_keys_changed::LINT,
    &for_each_filter_changed::LINT,
    &argument_changed::LINT,
    &argument_replaces::LINT,
    &expression_changed::LINT,
    &argument_added::LINT,
    &argument_added_optional::LINT,
    &argument_removed::LINT,
    &block_added::LINT,
    &block_removed::LINT,
    &guardrail_weakened::LINT,
    &prevent_destroy_added::LINT,
    &prevent_destroy_removed::LINT,
    &ignore_changes_widened::LINT,
    &ignore_changes_narrowed::LINT,
    &create_before_destroy_changed::LINT,
    &replace_triggered_by_added::LINT,
    &program_added::LINT,
    &data_source_added::LINT,
    &data_source_removed::LINT,
    &check_added::LINT,
    &check_removed::LINT,
    &ephemeral_added::LINT,
    &resource_provider_changed::LINT,
    &condition_added::LINT,
];
