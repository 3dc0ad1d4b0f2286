//! The bytes of a file to text, with what is not text as problems.
//!
//! Terraform reads a file whose comments are in another encoding, so that alone is no problem
//! here. Stricter than Terraform, a NUL is one everywhere: tools take such a file for binary and
//! show reviewers nothing of it.

use std::borrow::Cow;

use super::parse::{MAX_PROBLEMS, Parsed, parse};
use super::problem::Problem;
use super::syntax::{Body, Comment, File};
use crate::diag::Span;

/// A file's bytes as text; every offset in the text is the same in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, with `?` for each byte that is not UTF-8.
    pub text: Cow<'b, str>,
    /// Where bytes are not UTF-8.
    broken: Vec<Span>,
    utf16: bool,
}

/// Takes the bytes of a file for UTF-8, byte order mark or not.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), broken: Vec::new(), utf16 };
    }
    let mut text = String::with_capacity(bytes.len());
    let mut broken: Vec<Span> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let start = text.len();
        text.extend(chunk.invalid().iter().map(|_| '?'));
        match broken.last_mut() {
            _ if chunk.invalid().is_empty() => {}
            Some(last) if last.end as usize == start => last.end = Span::new(0, text.len()).end,
            _ => broken.push(Span::new(start, text.len())),
        }
    }
    Decoded { text: Cow::Owned(text), broken, utf16 }
}

impl Decoded<'_> {
    /// Reads the file in native syntax.
    #[must_use]
    pub fn parse(&self) -> Parsed<'_> {
        if self.utf16 {
            let file = File { body: Body::default(), comments: Vec::new() };
            return Parsed { file, problems: self.problems(&[]) };
        }
        let mut parsed = parse(&self.text);
        let broken = self.problems(&parsed.file.comments);
        if !broken.is_empty() {
            // The `?` that stands for a byte is not what is wrong.
            let placed = |problem: &Problem| {
                let mut spans = broken.iter().map(|broken| broken.span);
                spans.any(|span| span.start < problem.span.end && problem.span.start < span.end)
            };
            parsed.problems.retain(|problem| !placed(problem));
            parsed.problems.extend(broken);
            parsed.problems.sort_by_key(|problem| problem.span.start);
        }
        parsed
    }

    /// What is not text outside the comments given, which are in source order.
    #[must_use]
    pub fn problems(&self, comments: &[Comment]) -> Vec<Problem> {
        let problem = |span, message: &str, help: &str| Problem {
            span,
            message: message.to_owned(),
            help: Some(help.to_owned()),
        };
        if self.utf16 {
            return vec![problem(Span::new(0, 2), "the file is UTF-16", "save it as UTF-8")];
        }
        let in_comment = |span: &Span| {
            let next = comments.partition_point(|comment| comment.span.end <= span.start);
            comments.get(next).is_some_and(|comment| comment.span.start <= span.start)
        };
        let broken = self.broken.iter().filter(|span| !in_comment(span)).take(MAX_PROBLEMS);
        let mut problems: Vec<_> = broken
            .map(|span| problem(*span, "this is not UTF-8", "save the file as UTF-8"))
            .collect();
        if let Some(at) = self.text.find('\0') {
            problems.push(problem(Span::new(at, at + 1), "this is a NUL byte", "remove it"));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8]) -> Vec<(u32, u32)> {
        decode(bytes).parse().problems.iter().map(|p| (p.span.start, p.span.end)).collect()
    }

    #[test]
    fn broken_bytes_are_problems_where_they_stand_unless_in_a_comment() {
        assert_eq!(places(b"# caf\xE9 \xFF\xFF\na = 1\n/* \xE9 */\n"), []);
        assert_eq!(places(b"a = \"caf\xE9\"\n"), [(8, 9)]);
        assert_eq!(places(b"# \xE9\nb\xE9\xE9 = 1\nx = \n"), [(5, 7), (16, 17)]);
        let text = b"a = 1 # \xE9\nb = 2";
        assert_eq!(decode(text).parse().file.body.items.len(), 2);
    }

    #[test]
    fn utf16_and_nul_are_named() {
        let message = |bytes: &[u8]| decode(bytes).parse().problems[0].message.clone();
        assert_eq!(message(b"\xFF\xFEa\0"), "the file is UTF-16");
        assert_eq!(message(b"# \0\n"), "this is a NUL byte");
    }
}
