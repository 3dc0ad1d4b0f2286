//! Changes to what a module asks of its caller.

mod variable_added_optional;
mod variable_added_required;
mod variable_any_narrowed;
mod variable_attribute_added_optional;
mod variable_attribute_added_required;
mod variable_attribute_default_changed;
mod variable_attribute_made_optional;
mod variable_attribute_made_required;
mod variable_attribute_removed;
mod variable_constant_added;
mod variable_constant_removed;
mod variable_default_added;
mod variable_default_changed;
mod variable_default_removed;
mod variable_deprecated;
mod variable_deprecated_too_new;
mod variable_deprecation_changed;
mod variable_description_changed;
mod variable_element_any;
mod variable_ephemeral_added;
mod variable_ephemeral_added_write_only;
mod variable_ephemeral_removed;
mod variable_error_message_changed;
mod variable_guardrail_loosened;
mod variable_list_to_set;
mod variable_map_to_object;
mod variable_null_allowed;
mod variable_null_becomes_default;
mod variable_null_reaches_body;
mod variable_null_refused;
mod variable_object_to_map;
mod variable_object_to_map_mixed;
mod variable_removed;
mod variable_sensitive_added;
mod variable_sensitive_added_inside;
mod variable_sensitive_removed;
mod variable_set_to_list;
mod variable_tuple_to_list;
mod variable_type_changed;
mod variable_type_narrowed;
mod variable_type_to_any;
mod variable_type_to_any_unfilled;
mod variable_type_to_string;
mod variable_type_to_string_passed_on;
mod variable_validation_added;
mod variable_validation_changed;
mod variable_validation_loosened;
mod variable_validation_narrowed;

use hcl_rs::Value;

use crate::release::lint::{Change, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;
use crate::terraform::Given;

pub(super) const LINTS: &[&Lint] = &[
    &variable_removed::LINT,
    &variable_added_required::LINT,
    &variable_added_optional::LINT,
    &variable_default_removed::LINT,
    &variable_default_added::LINT,
    &variable_default_changed::LINT,
    &variable_type_changed::LINT,
    &variable_type_narrowed::LINT,
    &variable_type_to_string::LINT,
    &variable_type_to_string_passed_on::LINT,
    &variable_list_to_set::LINT,
    &variable_set_to_list::LINT,
    &variable_tuple_to_list::LINT,
    &variable_map_to_object::LINT,
    &variable_object_to_map::LINT,
    &variable_object_to_map_mixed::LINT,
    &variable_attribute_removed::LINT,
    &variable_attribute_added_required::LINT,
    &variable_attribute_added_optional::LINT,
    &variable_attribute_made_required::LINT,
    &variable_attribute_made_optional::LINT,
    &variable_attribute_default_changed::LINT,
    &variable_any_narrowed::LINT,
    &variable_type_to_any::LINT,
    &variable_type_to_any_unfilled::LINT,
    &variable_element_any::LINT,
    &variable_null_refused::LINT,
    &variable_null_becomes_default::LINT,
    &variable_null_reaches_body::LINT,
    &variable_null_allowed::LINT,
    &variable_sensitive_added::LINT,
    &variable_sensitive_added_inside::LINT,
    &variable_sensitive_removed::LINT,
    &variable_ephemeral_added::LINT,
    &variable_ephemeral_added_write_only::LINT,
    &variable_ephemeral_removed::LINT,
    &variable_constant_added::LINT,
    &variable_constant_removed::LINT,
    &variable_validation_added::LINT,
    &variable_validation_changed::LINT,
    &variable_validation_narrowed::LINT,
    &variable_validation_loosened::LINT,
    &variable_guardrail_loosened::LINT,
    &variable_error_message_changed::LINT,
    &variable_description_changed::LINT,
    &variable_deprecated::LINT,
    &variable_deprecated_too_new::LINT,
    &variable_deprecation_changed::LINT,
];

/// The caller that passes `null` to the variable that changed, where the old version takes it.
fn passes_null(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let name = &change.subject;
    let taken = pair.old.module.value_problems(name, &Value::Null, &Given::new()).is_empty();
    taken.then(|| Caller::sets(name, "null"))
}
