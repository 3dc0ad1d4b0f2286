//! Running text of a module's files: paragraphs of Markdown, comments, and where they stand.

use crate::diag::Span;

/// The paragraphs of a Markdown text, each with its place; code blocks are left out.
pub(super) fn paragraphs(text: &str) -> Vec<(Span, &str)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let (mut start, mut at) = (None, 0);
    let mut end = |start: &mut Option<usize>, at: usize| {
        if let Some(from) = start.take() {
            found.push((Span::new(from, at), &text[from..at]));
        }
    };
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                end(&mut start, at);
                fence = Some(mark);
            }
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
            (None, None) if trimmed.is_empty() => end(&mut start, at),
            (None, None) => {
                start.get_or_insert(at);
            }
        }
        at += line.len();
    }
    if fence.is_none() {
        end(&mut start, at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_at_empty_lines_and_code() {
        let text = "# a\n\nb\nc\n```sh\nd\n\ne\n```\nf";
        let found: Vec<_> = paragraphs(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["# a\n", "b\nc\n", "f"]);
    }
}
