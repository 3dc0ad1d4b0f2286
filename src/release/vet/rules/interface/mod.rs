//! What a module takes and gives.

mod inputs_many;
mod inputs_too_many;
mod output_echo;
mod output_secret;
mod output_undescribed;
mod output_whole_resource;
mod variable_any;
mod variable_closed_set;
mod variable_description_sentence;
mod variable_negative;
mod variable_nullable;
mod variable_sensitive_default;
mod variable_undescribed;
mod variable_unit;
mod variable_untyped;
mod variable_unused;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &variable_untyped::RULE,
    &variable_any::RULE,
    &variable_undescribed::RULE,
    &variable_description_sentence::RULE,
    &variable_unit::RULE,
    &variable_nullable::RULE,
    &variable_sensitive_default::RULE,
    &variable_negative::RULE,
    &inputs_many::RULE,
    &inputs_too_many::RULE,
    &variable_closed_set::RULE,
    &variable_unused::RULE,
    &output_undescribed::RULE,
    &output_whole_resource::RULE,
    &output_secret::RULE,
    &output_echo::RULE,
];
