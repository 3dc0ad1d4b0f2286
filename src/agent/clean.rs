//! Text from a card or a variable, made fit to stand in a list of a prompt.

/// Makes a text safe to quote: one line, nothing hidden, no markup, at most 120 characters.
#[must_use]
pub fn clean(text: &str) -> String {
    let _ = text;
    todo!()
}
