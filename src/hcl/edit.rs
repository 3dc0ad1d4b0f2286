//! Replacements of byte ranges in a text, all or none of them.
//!
//! A tree is never written back: what is not named in an edit keeps its bytes.

use std::fmt;

use crate::diag::Span;

/// Why edits cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadEdit {
    /// The place is not in the text, or cuts a character in two.
    NoSuchPlace(Span),
    /// Two edits want the same bytes.
    Overlap(Span, Span),
}

impl fmt::Display for BadEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPlace(span) => {
                write!(f, "there are no characters from byte {} to {}", span.start, span.end)
            }
            Self::Overlap(left, right) => {
                let ([a, b], [c, d]) = ([left.start, left.end], [right.start, right.end]);
                write!(f, "the edits of bytes {a} to {b} and {c} to {d} overlap")
            }
        }
    }
}

impl std::error::Error for BadEdit {}

/// The text with each span replaced; an empty span inserts.
///
/// The edits may come in any order. Insertions at the same place keep theirs.
///
/// # Errors
/// When a span is not in the text or two of them overlap; nothing is changed then.
pub fn apply<'e>(
    text: &str,
    edits: impl IntoIterator<Item = (Span, &'e str)>,
) -> Result<String, BadEdit> {
    let mut edits: Vec<_> = edits.into_iter().collect();
    // An insertion at the start of a replaced range goes before it.
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len());
    let mut last = Span::default();
    for (span, replacement) in edits {
        if text.get(span.range()).is_none() {
            return Err(BadEdit::NoSuchPlace(span));
        }
        if span.start < last.end {
            return Err(BadEdit::Overlap(last, span));
        }
        out.push_str(&text[last.end as usize..span.start as usize]);
        out.push_str(replacement);
        last = span;
    }
    out.push_str(&text[last.end as usize..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, edits: &[(usize, usize, &'static str)]) -> Result<String, BadEdit> {
        apply(text, edits.iter().map(|&(start, end, with)| (Span::new(start, end), with)))
    }

    #[test]
    fn edits_in_any_order_leave_the_other_bytes_alone() {
        assert_eq!(edit("a = 1\n", &[]), Ok("a = 1\n".to_owned()));
        assert_eq!(edit("a = 1\n", &[(4, 5, "2"), (0, 1, "bb")]), Ok("bb = 2\n".to_owned()));
        assert_eq!(edit("ä", &[(2, 2, "!"), (0, 0, "?")]), Ok("?ä!".to_owned()));
        assert_eq!(edit("ab", &[(1, 1, "x"), (1, 1, "y"), (1, 2, "z")]), Ok("axyz".to_owned()));
    }

    #[test]
    fn edits_that_meet_are_fine_and_edits_that_overlap_are_not() {
        assert_eq!(edit("abcd", &[(0, 2, "x"), (2, 4, "y")]), Ok("xy".to_owned()));
        let overlap = BadEdit::Overlap(Span::new(0, 2), Span::new(1, 3));
        assert_eq!(edit("abcd", &[(1, 3, "y"), (0, 2, "x")]), Err(overlap));
    }

    #[test]
    fn places_that_are_not_in_the_text_are_refused() {
        for (start, end) in [(3, 4), (0, 9), (1, 2), (2, 1)] {
            let place = Span::new(start, end);
            assert_eq!(edit("äb", &[(start, end, "")]), Err(BadEdit::NoSuchPlace(place)));
        }
    }
}
