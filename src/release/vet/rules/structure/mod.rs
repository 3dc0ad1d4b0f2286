//! What a module's folder has, and what its `terraform` block says.

mod backend_configured;
mod call_unpinned;
mod changelog_entry;
mod changelog_missing;
mod example_missing;
mod example_self_contained;
mod example_source;
mod provider_configured;
mod provider_source;
mod provider_unused;
mod provider_version_bounds;
mod readme_missing;
mod standard_files;
mod terraform_block;
mod terraform_version_bounds;
mod test_unreadable;
mod tests_missing;
mod validation_untested;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &terraform_block::RULE,
    &terraform_version_bounds::RULE,
    &provider_source::RULE,
    &provider_version_bounds::RULE,
    &provider_unused::RULE,
    &provider_configured::RULE,
    &backend_configured::RULE,
    &call_unpinned::RULE,
    &standard_files::RULE,
    &readme_missing::RULE,
    &changelog_missing::RULE,
    &changelog_entry::RULE,
    &example_missing::RULE,
    &example_source::RULE,
    &example_self_contained::RULE,
    &tests_missing::RULE,
    &test_unreadable::RULE,
    &validation_untested::RULE,
];
