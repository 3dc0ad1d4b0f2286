//! Changes to what a module creates, reads and keeps in state, and under which addresses.

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[];
