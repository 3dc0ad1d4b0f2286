//! The one command line that gives a service again, without a question.

use super::{Composed, NewRequest};
use crate::catalog::Catalog;

/// The command line that gives the same service again, in any folder and without a question.
#[must_use]
pub fn again(catalog: &Catalog, request: &NewRequest, composed: &Composed<'_>) -> String {
    let _ = (catalog, request);
    format!("pave new --answers {}/stack.yaml --yes", composed.out)
}
