//! Text made to fit: paragraphs in lines, choices in aligned rows.

pub(super) use crate::report::table::wrap;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Choice;

/// A choice as a row: its name, and what is said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The name, padded to where the hint begins.
    pub(super) label: String,
    /// The hint, cut to what is left of the line; may be empty.
    pub(super) hint: String,
}

/// Columns that a hint needs to be worth showing.
const LEAST_HINT: usize = 8;

/// Lays choices out in rows of at most `width` columns.
pub(super) fn rows(choices: &[Choice], width: usize) -> Vec<Row> {
    let widest = choices.iter().map(|choice| choice.label.width()).max().unwrap_or(0);
    // A long name does not push every hint off the line.
    let column = widest.min(width * 3 / 5);
    choices
        .iter()
        .map(|choice| {
            let hint = hint(choice);
            let label = cut(&choice.label, width);
            let at = label.width().max(column) + 2;
            if hint.is_empty() || at + LEAST_HINT > width {
                return Row { label, hint: String::new() };
            }
            let pad = " ".repeat(at - label.width());
            Row { label: label + &pad, hint: cut(&hint, width - at) }
        })
        .collect()
}

/// What is said beside a choice; of one that cannot be chosen, why.
pub(super) fn hint(choice: &Choice) -> String {
    match &choice.refused {
        Some(why) => format!("cannot be chosen: {why}"),
        None => choice.hint.clone(),
    }
}

/// The beginning of a text, of at most `width` columns, with a sign where some is left off.
pub(super) fn cut(text: &str, width: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.width() <= width {
        return line.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in line.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// Puts parts beside each other in lines of at most `width` columns, each part whole.
pub(super) fn packed(parts: &[&str], width: usize) -> Vec<String> {
    const BETWEEN: &str = " · ";
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + BETWEEN.width() + part.width() <= width => {
                line.push_str(BETWEEN);
                line.push_str(part);
            }
            _ => lines.push((*part).to_owned()),
        }
    }
    lines
}

/// Breaks the lines of a text that are longer than `width`, each further in than it began.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut fitted = String::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if line.width() <= width {
            fitted.push_str(line);
        } else {
            let lines = wrap(line, width.saturating_sub(indent + 2));
            fitted.extend(std::iter::repeat_n(' ', indent));
            fitted.push_str(&lines.join(&format!("\n{:1$}", "", indent + 2)));
        }
        fitted.push('\n');
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_aligned_and_cut_to_the_width() {
        let mut choices = [
            Choice::new("a", "internal", "default encryption"),
            Choice::new("b", "card data", ""),
            Choice::new("c", "a name far longer than the others are", "gone"),
        ];
        choices[1].refused = Some("needs another account".to_owned());
        let text: Vec<String> =
            rows(&choices, 30).iter().map(|row| format!("{}{}", row.label, row.hint)).collect();
        assert_eq!(
            text,
            [
                "internal            default e…",
                "card data           cannot be…",
                "a name far longer than the ot…",
            ]
        );
    }

    #[test]
    fn wide_characters_count_as_the_columns_they_take() {
        assert_eq!(cut("日本語日本語", 6), "日本…");
        assert_eq!(cut("日本語", 6), "日本語");
    }

    #[test]
    fn parts_stay_whole() {
        assert_eq!(
            packed(&["one two", "three", "four five"], 16),
            ["one two · three", "four five"]
        );
    }

    #[test]
    fn long_lines_go_on_further_in() {
        assert_eq!(fit("  one two three\nfour\n", 10), "  one\n    two\n    three\nfour\n");
        assert_eq!(fit("  a   b  c\n  a   b  cd efg\n", 13), "  a   b  c\n  a   b  cd\n    efg\n");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("incomprehensible as", 5), ["incomprehensible", "as"]);
    }
}
