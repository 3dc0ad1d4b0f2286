//! Programs that the tests compare ours with, and files of the repository.

pub(crate) mod oracle;

/// Says that a test could not be made because `what` is missing, and how to get it.
///
/// # Panics
/// With `CI=true`, where everything has to be there.
pub(crate) fn skip(what: &str, how: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what} is missing: {how}");
    eprintln!("skipped, because {what} is missing: {how}");
}
