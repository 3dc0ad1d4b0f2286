//! Changes to the providers and the Terraform versions that a module needs.

use crate::release::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[];
