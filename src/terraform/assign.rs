//! Whether what one module gives is what another takes.

use super::{Mismatch, Type};

/// Says what stands in the way of a value of type `from` being given where `to` is wanted.
///
/// Errors are what Terraform would refuse at plan time at the latest; warnings are conversions
/// that depend on the value or lose order, and `any`, which cannot be checked. Attributes that
/// `to` does not name are no hindrance. An attribute that is optional in `from` does not satisfy
/// a required one.
#[must_use]
pub fn assign(from: &Type, to: &Type) -> Vec<Mismatch> {
    let _ = (from, to);
    todo!()
}
