//! Programs that the tests run or compare ours with.

pub(crate) mod mirror;
pub(crate) mod oracle;
pub(crate) mod pave;
pub(crate) mod terraform;

use std::io::Write;

/// Says that a test could not be made because `what` is missing, and how to get it.
///
/// # Panics
/// With `CI=true`, where everything has to be there.
pub(crate) fn skip(what: &str, how: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what} is missing: {how}");
    // Not `eprintln`, which nobody sees of a test that passes.
    let _ = writeln!(std::io::stderr(), "skipped, because {what} is missing: {how}");
}
