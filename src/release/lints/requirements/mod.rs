//! Changes to the providers and the Terraform versions that a module needs.

mod provider_added;
mod provider_added_configured;
mod provider_alias_added;
mod provider_alias_removed;
mod provider_block_added;
mod provider_major_excluded;
mod provider_removed;
mod provider_removed_with_aliases;
mod provider_source_changed;
mod provider_upper_bound_tightened;
mod provider_version_raised;
mod provider_version_relaxed;
mod terraform_version_excluded;
mod terraform_version_raised;
mod terraform_version_relaxed;

use crate::release::lint::Lint;
use crate::release::witness::Caller;
use crate::terraform::ProviderAddress;

pub(super) const LINTS: &[&Lint] = &[
    &provider_source_changed::LINT,
    &provider_added_configured::LINT,
    &provider_removed_with_aliases::LINT,
    &provider_major_excluded::LINT,
    &provider_upper_bound_tightened::LINT,
    &provider_alias_removed::LINT,
    &provider_alias_added::LINT,
    &provider_block_added::LINT,
    &terraform_version_excluded::LINT,
    &provider_version_raised::LINT,
    &provider_version_relaxed::LINT,
    &provider_added::LINT,
    &provider_removed::LINT,
    &terraform_version_raised::LINT,
    &terraform_version_relaxed::LINT,
];

/// The caller that requires a provider in certain versions itself.
fn requires(name: &str, address: &ProviderAddress, versions: &str) -> Caller {
    let preamble = format!(
        "terraform {{\n  required_providers {{\n    {name} = {{\n      source  = \"{address}\"\n      version = \"{versions}\"\n    }}\n  }}\n}}\n"
    );
    Caller { preamble, ..Caller::default() }
}
