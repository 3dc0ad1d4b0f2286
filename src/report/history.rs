//! How honest the versions of a module were, release by release, in a table.

use std::fmt::Write as _;

use anstyle::AnsiColor;
use unicode_width::UnicodeWidthStr as _;

use super::Style;
use super::changes_markdown::cell;
use crate::app::diff::{History, Step};
use crate::release::{Bump, Class};

/// How many lints of a release are named.
const LINTS: usize = 3;

const HEAD: [&str; 8] = ["old", "new", "called", "was", "denied", "major", "review", "lints"];

/// The table for people, and the totals.
#[must_use]
pub fn history(history: &History, style: Style) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(history.steps.iter().map(row));
    let last = HEAD.len() - 1;
    let width = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..last).map(width).collect();
    let start = widths.iter().sum::<usize>() + 2 * widths.len();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let pad = width + 2 - cell.width();
            let _ = write!(line, "{cell}{:pad$}", "");
        }
        line.push_str(&shortened(&row[last], style.width.saturating_sub(start)));
        let line = line.trim_end();
        let step = at.checked_sub(1).map(|at| &history.steps[at]);
        let colour = step
            .filter(|step| style.colour && step.is_too_low())
            .map(|step| if step.decided { AnsiColor::Red } else { AnsiColor::Yellow }.on_default());
        let _ = match colour {
            Some(colour) => writeln!(text, "{colour}{line}{colour:#}"),
            None => writeln!(text, "{line}"),
        };
    }
    text.push('\n');
    text.push_str(&totals(history));
    text
}

/// The table as Markdown, and the totals.
#[must_use]
pub fn history_as_markdown(history: &History) -> String {
    let mut text = format!("| {} |\n|{}\n", HEAD.join(" | "), " --- |".repeat(HEAD.len()));
    for step in &history.steps {
        let row = row(step).map(|text| cell(&text));
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
    text.push_str(&totals(history));
    text
}

fn row(step: &Step) -> [String; HEAD.len()] {
    let count = |class| match step.count(class) {
        0 => String::new(),
        count => count.to_string(),
    };
    let lints: Vec<_> = step.lints.iter().take(LINTS).copied().collect();
    let more = step.lints.len().saturating_sub(LINTS);
    let mut lints = lints.join(", ");
    if more > 0 {
        let _ = write!(lints, ", {more} more");
    }
    [
        step.old.to_string(),
        step.new.to_string(),
        step.called.as_str().to_owned(),
        step.gravest.map_or("nothing", Class::as_str).to_owned(),
        count(Class::Denied),
        count(Class::Major),
        count(Class::Review),
        lints,
    ]
}

/// A text cut to a width, with a sign of it.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + 2 > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

fn totals(history: &History) -> String {
    let steps = &history.steps;
    let called = |bump: Bump| steps.iter().filter(move |step| step.called == bump);
    let mut text = format!("{} releases of {}", history.releases, history.shown);
    let _ = writeln!(text, ", {} compared with the one before.", steps.len());
    for (bump, word) in [(Bump::Minor, "minor"), (Bump::Patch, "patch")] {
        let all = called(bump).count();
        let low = called(bump).filter(|step| step.is_too_low()).count();
        let decided = called(bump).filter(|step| step.is_too_low() && step.decided).count();
        let undecided = low - decided;
        let _ = writeln!(
            text,
            "Called {word}: {all}. More than that by the text alone: {decided}. Perhaps more, for \
             a review to say: {undecided}."
        );
    }
    let denied = steps.iter().filter(|step| step.count(Class::Denied) > 0).count();
    if denied > 0 {
        let _ = writeln!(text, "{denied} weakened a guarantee.");
    }
    if !history.without.is_empty() {
        let without = &history.without;
        let shown: Vec<_> = without.iter().take(5).map(String::as_str).collect();
        let more = if without.len() > 5 { ", …" } else { "" };
        let tags = shown.join(", ");
        let _ = writeln!(text, "Passed over, with nothing of it: {tags}{more}.");
    }
    text
}
