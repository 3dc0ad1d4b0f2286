//! Changes to what a module gives to its caller.

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[];
