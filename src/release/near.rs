//! The new name that a removed one probably has.

use crate::diag::nearest;

/// More new names than this are not looked through: the time would grow with their square.
const MAX_CANDIDATES: usize = 200;

/// The name among those added that is close to a removed one.
pub(super) fn near<'n>(removed: &str, added: &[&'n str]) -> Option<&'n str> {
    let few = added.len() <= MAX_CANDIDATES;
    few.then(|| nearest(removed, added.iter().copied())).flatten()
}
