//! Changes to nested modules, and to what else is in the package.

mod backend_added;
mod files_changed;
mod guardrail_withdrawn;
mod nested_module_major_changed;
mod nested_module_source_changed;
mod nested_module_version_changed;
mod read_file_changed;
mod submodule_added;
mod submodule_removed;

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &backend_added::LINT,
    &guardrail_withdrawn::LINT,
    &submodule_removed::LINT,
    &nested_module_major_changed::LINT,
    &nested_module_source_changed::LINT,
    &read_file_changed::LINT,
    &nested_module_version_changed::LINT,
    &submodule_added::LINT,
    &files_changed::LINT,
];
