//! The layout of `terraform fmt`, and the few rewrites it makes.
//!
//! Layout moves the blanks between tokens and nothing else. Of the rewrites, those that lose
//! something are left out: `terraform fmt` drops comments between labels and labels that hold
//! `$${`, and breaks an unwrapped `"${ }"` with a comment in it.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::edit;
use super::lex::{Kind, Lexer, Token};
use super::parse::parse;
use super::syntax::{Block, Body, Expr, ExprKind, Item, TemplatePart};
use crate::diag::Span;

/// Lays out a text as `terraform fmt` does; a text that is not valid is returned as it is.
///
/// Like it, this takes the quotes off `"${x}"`, puts quotes around bare labels, and writes the
/// types of old, `"list"` or `list`, as `list(string)` and `list(any)`. Laying out a second time
/// changes nothing.
#[must_use]
pub fn format(text: &str) -> String {
    let parsed = parse(text);
    if !parsed.problems.is_empty() {
        return text.to_owned();
    }
    let mut rewrites = Vec::new();
    rewrite_body(text, &parsed.file.body, Place::Top, &mut rewrites);
    let edits = rewrites.iter().map(|(span, text)| (*span, text.as_str()));
    let rewritten = edit::apply(text, edits).expect("values and labels do not overlap");
    let laid_out = layout(&rewritten);
    // `1 .5` would become a number, and `x.0 .1` an error.
    if same_tokens(&rewritten, &laid_out) { laid_out } else { text.to_owned() }
}

fn same_tokens(left: &str, right: &str) -> bool {
    let (left_tokens, right_tokens) = (tokens(left), tokens(right));
    left_tokens.len() == right_tokens.len()
        && left_tokens
            .iter()
            .zip(&right_tokens)
            .all(|(l, r)| l.kind == r.kind && left[l.start..l.end] == right[r.start..r.end])
}

/// Lays out the tokens of a text, valid or not, without any rewrite.
fn layout(text: &str) -> String {
    let mut words = words(text);
    let lines = lines(&words);
    indent(&mut words, &lines);
    space(&mut words, &lines);
    align(&mut words, &lines, |line| (!line.assign.is_empty()).then_some(line.assign.start));
    align(&mut words, &lines, |line| (!line.comment.is_empty()).then_some(line.comment.start));
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for word in &words {
        out.extend(std::iter::repeat_n(' ', word.blanks));
        out.push_str(word.text);
    }
    out
}

// Rewrites

/// Where a body stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    Variable,
    Elsewhere,
}

fn rewrite_body(text: &str, body: &Body<'_>, place: Place, out: &mut Vec<(Span, String)>) {
    for item in &body.items {
        match item {
            Item::Attribute(attribute) => {
                let is_type = place == Place::Variable && attribute.name.text == "type";
                let value = &attribute.value;
                let rewritten =
                    if is_type { current_type(value) } else { without_quotes(text, value) };
                if let Some(rewritten) = rewritten {
                    out.push((value.span, rewritten.into_owned()));
                }
            }
            Item::Block(block) => rewrite_block(text, block, place, out),
        }
    }
}

fn rewrite_block(text: &str, block: &Block<'_>, place: Place, out: &mut Vec<(Span, String)>) {
    for label in &block.labels {
        if !label.quoted {
            out.push((label.span, format!("\"{}\"", label.text)));
        }
    }
    let variable = place == Place::Top && block.kind.text == "variable";
    let inner = if variable { Place::Variable } else { Place::Elsewhere };
    rewrite_body(text, &block.body, inner, out);
}

/// A type as it was written long ago, as it is written today.
fn current_type(value: &Expr<'_>) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match &value.kind {
        ExprKind::Variable("list") => "list(any)",
        ExprKind::Variable("map") => "map(any)",
        ExprKind::Variable("set") => "set(any)",
        ExprKind::String(name) => match &**name {
            "string" => "string",
            "list" => "list(string)",
            "map" => "map(string)",
            _ => return None,
        },
        _ => return None,
    }))
}

/// What stands in `"${ }"`, when nothing else stands in the quotes.
fn without_quotes<'t>(text: &'t str, value: &Expr<'_>) -> Option<Cow<'t, str>> {
    let ExprKind::Template(parts) = &value.kind else { return None };
    let [TemplatePart::Interpolation(inner)] = &parts[..] else { return None };
    let quoted = &text[value.span.range()];
    let source = &text[inner.span.range()];
    // Around the inner expression there may be blanks and strip markers; a comment has to stay.
    let around = [
        quoted
            .strip_prefix("\"${")?
            .get(..inner.span.start as usize - value.span.start as usize - 3)?,
        &text[inner.span.end as usize..value.span.end as usize - 2],
    ];
    let is_blank = |part: &str| part.trim_matches('~').trim().is_empty();
    if !around.into_iter().all(is_blank) {
        return None;
    }
    let several_lines = several_lines(source)?;
    if let Some(more) = without_quotes(text, inner) {
        return Some(more);
    }
    // Line endings that meant nothing in `${ }` would end the argument.
    if several_lines && !matches!(inner.kind, ExprKind::Paren(_)) {
        return Some(Cow::Owned(format!("({source})")));
    }
    Some(Cow::Borrowed(source))
}

/// Whether an expression out of `${ }` gets parentheses; none when it has to stay where it is,
/// because of a heredoc with a template of its own.
fn several_lines(source: &str) -> Option<bool> {
    let (mut quotes, mut brackets) = (0, 0);
    let mut several_lines = false;
    let mut in_comment = false;
    for token in tokens(source) {
        match token.kind {
            Kind::OpenQuote => quotes += 1,
            Kind::CloseQuote => quotes -= 1,
            Kind::Interpolation | Kind::Directive if quotes == 0 => return None,
            // `terraform fmt` overlooks the line ending after a comment, even where it matters.
            Kind::Newline => several_lines |= !in_comment || brackets == 0,
            kind => brackets += bracket_change(kind),
        }
        in_comment = token.kind == Kind::LineComment;
    }
    Some(several_lines)
}

// Layout

/// A token on its way into its new place.
struct Word<'t> {
    kind: Kind,
    /// Its bytes; of a comment to the end of a line with the line ending.
    text: &'t str,
    /// How many blanks stand before it.
    blanks: usize,
}

/// The words of one line, which is more than one line of text where there is a heredoc.
struct Line {
    /// Everything that is in neither of the others.
    lead: Range<usize>,
    /// From the `=` on, when the brackets after it are closed on the line.
    assign: Range<usize>,
    /// The comment at the end, when it is not alone.
    comment: Range<usize>,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    let mut tokens = Vec::with_capacity(text.len() / 4);
    loop {
        let token = lexer.next_token();
        tokens.push(token);
        if token.kind == Kind::Eof {
            return tokens;
        }
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut last_end = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for token in tokens(text) {
        let bytes = match words.last_mut() {
            Some(comment)
                if comment.kind == Kind::LineComment
                    && !comment.ends_line()
                    && token.kind == Kind::Newline =>
            {
                let start = token.start - comment.text.len();
                comment.text = &text[start..token.end];
                last_end = token.end;
                continue;
            }
            _ => &text[token.start..token.end],
        };
        words.push(Word { kind: token.kind, text: bytes, blanks: token.start - last_end });
        last_end = token.end;
    }
    words
}

impl Word<'_> {
    fn ends_line(&self) -> bool {
        self.kind == Kind::Newline || (self.kind == Kind::LineComment && self.text.ends_with('\n'))
    }

    fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::LineComment | Kind::BlockComment)
    }

    /// How many brackets it opens, less those it closes.
    fn brackets(&self) -> isize {
        bracket_change(self.kind)
    }

    fn columns(&self) -> usize {
        // In ASCII only CR LF is one column and two bytes.
        let plain = self.text.is_ascii() && !self.text.contains('\r');
        let columns = if plain { self.text.len() } else { self.text.graphemes(true).count() };
        self.blanks + columns
    }
}

fn bracket_change(kind: Kind) -> isize {
    match kind {
        Kind::OpenBrace
        | Kind::OpenBracket
        | Kind::OpenParen
        | Kind::Interpolation
        | Kind::Directive => 1,
        Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen | Kind::SequenceEnd => -1,
        _ => 0,
    }
}

fn lines(words: &[Word<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (i, word) in words.iter().enumerate() {
        let end = if word.ends_line() { i + 1 } else { i };
        if (word.ends_line() || word.kind == Kind::Eof) && start < end {
            lines.push(line(words, start..end));
            start = end;
        }
    }
    lines
}

fn line(words: &[Word<'_>], all: Range<usize>) -> Line {
    let mut end = all.end;
    if all.len() > 1 && words[end - 1].is_comment() {
        end -= 1;
    }
    let mut lead = all.start..end;
    let mut assign = end..end;
    let sign = (all.start + 1..end).find(|&i| words[i].kind == Kind::Assign);
    if let Some(sign) = sign
        && words[sign..end].iter().map(Word::brackets).sum::<isize>() == 0
    {
        lead.end = sign;
        assign.start = sign;
    }
    Line { lead, assign, comment: end..all.end }
}

/// Indents each line by the lines before it that opened more brackets than they closed.
fn indent(words: &mut [Word<'_>], lines: &[Line]) {
    let mut open: Vec<isize> = Vec::new();
    for line in lines {
        let first = &words[line.lead.start];
        if first.kind == Kind::Newline {
            words[line.lead.start].blanks = 0;
            continue;
        }
        let mut brackets = 0;
        for word in &words[line.lead.clone()] {
            brackets += word.brackets();
            // What follows the text of a heredoc is on another line.
            if word.kind == Kind::OpenHeredoc {
                break;
            }
        }
        brackets += words[line.assign.clone()].iter().map(Word::brackets).sum::<isize>();
        if brackets < 0 {
            let mut closed = -brackets;
            while closed > 0
                && let Some(last) = open.last_mut()
            {
                if closed < *last {
                    *last -= closed;
                    break;
                }
                closed -= *last;
                open.pop();
            }
        }
        words[line.lead.start].blanks = 2 * open.len();
        if brackets > 0 {
            open.push(brackets);
        }
    }
}

/// Puts one blank or none between the words of a line.
fn space(words: &mut [Word<'_>], lines: &[Line]) {
    for line in lines {
        if !line.assign.is_empty() {
            words[line.assign.start].blanks = 1;
        }
        for part in [line.lead.clone(), line.assign.clone()] {
            for i in part.clone().skip(1) {
                let before = (i - 1 > part.start).then(|| &words[i - 2]);
                let blank = is_blank_between(before, &words[i - 1], &words[i]);
                words[i].blanks = usize::from(blank);
            }
        }
    }
}

/// Puts the cells that `cell` names below each other, for each run of lines that have one.
fn align(words: &mut [Word<'_>], lines: &[Line], cell: impl Fn(&Line) -> Option<usize>) {
    for run in lines.chunk_by(|a, b| cell(a).is_some() == cell(b).is_some()) {
        let width = |words: &[Word<'_>], line: &Line, cell: usize| -> usize {
            words[line.lead.start..cell].iter().map(Word::columns).sum()
        };
        let cells = || run.iter().filter_map(|line| cell(line).map(|cell| (line, cell)));
        let widest = cells().map(|(line, cell)| width(words, line, cell)).max().unwrap_or(0);
        for (line, cell) in cells() {
            words[cell].blanks = widest - width(words, line, cell) + 1;
        }
    }
}

/// Whether a blank stands between `left` and `right`; `before` stands before `left`, in the same
/// part of the line.
fn is_blank_between(before: Option<&Word<'_>>, left: &Word<'_>, right: &Word<'_>) -> bool {
    use Kind::*;
    match (left.kind, right.kind) {
        (_, Newline) => false,
        (Ident, OpenParen | DoubleColon) | (DoubleColon, Ident) => false,
        (Dot, _) | (_, Dot | Comma | Ellipsis) => false,
        (Comma, _) => true,
        (QuotedText | HeredocText | OpenQuote | OpenHeredoc, _) => false,
        (_, QuotedText | HeredocText | CloseQuote | CloseHeredoc) => false,
        // `for x in [y]` walks over a list and takes no element of one called `in`.
        (Ident, _) if left.text == "in" && before.is_some_and(|word| word.kind == Ident) => true,
        (Ident | Number, OpenBracket) => false,
        (_, OpenBracket) if left.brackets() < 0 => false,
        (Bang, _) => false,
        (Minus, _) => before.is_some_and(|word| ends_operand(word.kind)),
        (OpenBrace, CloseBrace) => false,
        (OpenBrace, _) | (_, CloseBrace) => true,
        (Interpolation | Directive, OpenBrace) | (CloseBrace, SequenceEnd) => true,
        (SequenceEnd, Interpolation | Directive) => false,
        _ => left.brackets() <= 0 && right.brackets() >= 0,
    }
}

/// Whether a minus after a word of this kind takes away and does not negate.
fn ends_operand(kind: Kind) -> bool {
    use Kind::*;
    !matches!(
        kind,
        OpenParen
            | OpenBrace
            | OpenBracket
            | Assign
            | Colon
            | Comma
            | Question
            | Plus
            | Star
            | Slash
            | Percent
            | Minus
            | Equal
            | NotEqual
            | Greater
            | GreaterEqual
            | Less
            | LessEqual
            | And
            | Or
            | Bang
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts that are made of HCL's tokens and are often valid.
    fn texts() -> impl Strategy<Value = String> {
        // Separated by bars, which no token is.
        const PIECES: &str = "a¦b ¦x.y¦for ¦in ¦if ¦1¦2.5¦-¦+¦!¦?¦:¦=¦ = ¦=>¦,¦.¦...¦*¦[¦]¦(¦)¦{¦}\
            ¦\n¦\n¦  ¦\t¦# c\n¦// c¦/* c */¦\"¦${¦%{¦~}¦$${¦<<E\n¦<<-E\n¦\nE\n¦é¦&&¦::¦\"s\"¦\r\n\
            ¦b \"l\" {\n¦a = 1\n¦}\n¦\"${x}\"¦\\";
        let pieces: Vec<&str> = PIECES.split('¦').collect();
        prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn layout_keeps_the_tokens_of_what_it_lays_out(text in texts()) {
            let laid_out = format(&text);
            if parse(&text).problems.is_empty() {
                prop_assert_eq!(parse(&laid_out).problems, []);
                prop_assert_eq!(&format(&laid_out), &laid_out);
            } else {
                prop_assert_eq!(text, laid_out);
            }
        }
    }

    #[test]
    fn a_layout_that_would_change_a_token_is_not_made() {
        for text in ["a   =  1 .5\n", "a  = x.0 .1\n"] {
            assert_eq!(format(text), text);
        }
    }
}
