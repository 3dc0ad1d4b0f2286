//! The literals of an expression, each turned around: the other bool, another number, another text.

use crate::diag::Span;
use crate::hcl::syntax::{Expr, ExprKind, TemplatePart};

/// Each literal with what takes its place and what that is called; `text` is the file's.
///
/// A text keeps what it says and says something more, so that it differs and can be read whatever
/// it holds. One that is empty is left alone, and so is one that is nothing but an interpolation.
pub(super) fn turned(expr: &Expr<'_>, text: &str) -> Vec<(Span, String, String)> {
    let mut turned = Vec::new();
    walk(expr, text, &mut turned);
    turned
}

fn walk(expr: &Expr<'_>, text: &str, turned: &mut Vec<(Span, String, String)>) {
    let written = &text[expr.span.range()];
    let new = match &expr.kind {
        ExprKind::Bool(is) => Some((!is).to_string()),
        ExprKind::Number(number) => Some(another(number)),
        ExprKind::String(says) if !says.is_empty() => other(written),
        ExprKind::Template(parts) if parts.iter().any(says_something) => other(written),
        _ => None,
    };
    if let Some(new) = new {
        let what = format!("with `{}` turned into `{}`", brief(written), brief(&new));
        turned.push((expr.span, new, what));
    }
    expr.for_each_child(|child| walk(child, text, turned));
}

fn says_something(part: &TemplatePart<'_>) -> bool {
    matches!(part, TemplatePart::Literal(says) if !says.trim().is_empty())
}

/// One more; for what is too large to count, nothing at all.
fn another(number: &str) -> String {
    match number.parse::<u64>() {
        Ok(n) => n.checked_add(1).unwrap_or(0).to_string(),
        Err(_) => if number == "0.5" { "0.25" } else { "0.5" }.to_owned(),
    }
}

/// The text with something more in it, quoted or in a heredoc.
fn other(written: &str) -> Option<String> {
    if let Some(before) = written.strip_suffix('"') {
        return Some(format!("{before}-not\""));
    }
    let (marker, rest) = written.split_once('\n')?;
    marker.starts_with("<<").then(|| format!("{marker}\nnot\n{rest}"))
}

/// The first line, when it is short.
fn brief(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(MOST).collect();
    if short.len() == text.len() { short } else { format!("{short}…") }
}
