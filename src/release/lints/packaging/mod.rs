//! Changes to nested modules, and to what else is in the package.

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[];
