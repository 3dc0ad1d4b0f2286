//! What a module's version says.

mod version_too_low;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&version_too_low::RULE];
