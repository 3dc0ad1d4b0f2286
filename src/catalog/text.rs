//! What reviewed text may hold: nothing hidden, and nothing that reads as an order to an agent.

/// Whether a character is invisible or changes the order of others, and so can hide text.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let _ = c;
    todo!()
}

/// Why a text must not reach an agent unread; empty when nothing speaks against it.
///
/// A list of patterns is never complete: this catches what no honest card says, and a person
/// reviews the rest.
#[must_use]
pub fn suspicious(text: &str) -> Vec<String> {
    let _ = text;
    todo!()
}
