//! Changes to what a module asks of its caller.

mod variable_added_optional;
mod variable_added_required;
mod variable_removed;

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] =
    &[&variable_removed::LINT, &variable_added_required::LINT, &variable_added_optional::LINT];
