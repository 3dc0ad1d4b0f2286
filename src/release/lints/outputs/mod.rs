//! Changes to what a module gives to its caller.

mod output_added;
mod output_argument_too_new;
mod output_attribute_added;
mod output_attribute_removed;
mod output_depends_on_changed;
mod output_deprecated;
mod output_description_changed;
mod output_ephemeral_added;
mod output_ephemeral_removed;
mod output_may_be_null;
mod output_precondition_changed;
mod output_precondition_removed;
mod output_removed;
mod output_sensitive_added;
mod output_sensitive_removed;
mod output_type_changed;
mod output_type_declared;
mod output_type_declared_otherwise;
mod output_type_declared_unchecked;
mod output_value_changed;

use crate::release::lint::Lint;
use crate::release::witness::Caller;

pub(super) const LINTS: &[&Lint] = &[
    &output_removed::LINT,
    &output_type_changed::LINT,
    &output_attribute_removed::LINT,
    &output_may_be_null::LINT,
    &output_sensitive_added::LINT,
    &output_sensitive_removed::LINT,
    &output_ephemeral_added::LINT,
    &output_argument_too_new::LINT,
    &output_type_declared_otherwise::LINT,
    &output_type_declared_unchecked::LINT,
    &output_precondition_changed::LINT,
    &output_depends_on_changed::LINT,
    &output_added::LINT,
    &output_attribute_added::LINT,
    &output_value_changed::LINT,
    &output_ephemeral_removed::LINT,
    &output_type_declared::LINT,
    &output_deprecated::LINT,
    &output_precondition_removed::LINT,
    &output_description_changed::LINT,
];

/// The caller that gives on what `path` names of the module's outputs: `binding.host`.
fn gives(path: &str) -> Caller {
    let value = format!("module.this.{path}");
    Caller { outputs: vec![("it".to_owned(), value)], ..Caller::default() }
}
