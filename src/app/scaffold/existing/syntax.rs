//! The syntax of what is taken over: walking it, and cutting a part of a text with edits made.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::take::Edits;
use crate::app::scaffold::interface::join;
use crate::diag::Span;
use crate::hcl::syntax::{Attribute, Block, Body, Expr, ExprKind, Item};
use crate::hcl::{self, edit};
use crate::terraform::Resource;

/// Hands the syntax of a resource's block to `visit`.
pub(super) fn with_block(choice: &Choice, resource: &Resource, visit: impl FnOnce(&Block<'_>)) {
    let text = &choice.module.sources.get(resource.place.source).text;
    let parsed = hcl::parse(text);
    if let Some(block) = parsed.file.body.blocks().find(|b| b.span == resource.place.span) {
        visit(block);
    }
}

/// Calls `visit` with each attribute and the way to it, `dynamic` blocks under what they make.
///
/// What `lifecycle` names are arguments and no values; only its conditions are visited.
pub(super) fn each_attribute<'s>(
    body: &Body<'s>,
    path: &str,
    visit: &mut dyn FnMut(&str, &Attribute<'s>),
) {
    for item in &body.items {
        match item {
            Item::Attribute(_) if path == "lifecycle" => {}
            Item::Attribute(attribute) => visit(&join(path, attribute.name.text), attribute),
            Item::Block(block) if block.kind.text == "dynamic" => {
                let label = block.labels.first().map_or("dynamic", |label| &*label.text);
                let inner = join(path, label);
                for attribute in block.body.attributes() {
                    if attribute.name.text != "iterator" {
                        visit(&join(&inner, attribute.name.text), attribute);
                    }
                }
                for content in block.body.blocks() {
                    each_attribute(&content.body, &inner, visit);
                }
            }
            Item::Block(block) => each_attribute(&block.body, &join(path, block.kind.text), visit),
        }
    }
}

/// The names that `dynamic` blocks give to what they walk over.
pub(super) fn iterators(body: &Body<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for block in body.blocks() {
        if block.kind.text == "dynamic" {
            let own = block.body.attribute("iterator").map(|attribute| &attribute.value.kind);
            match own {
                Some(ExprKind::Variable(name)) => names.extend([(*name).to_owned()]),
                _ => names.extend(block.labels.first().map(|label| label.text.to_string())),
            }
        }
        names.extend(iterators(&block.body));
    }
    names
}

/// The nodes of the traversal at `span`, from its root name outwards.
pub(super) fn chain<'e, 's>(expr: &'e Expr<'s>, span: Span) -> Vec<&'e Expr<'s>> {
    fn at<'e, 's>(expr: &'e Expr<'s>, span: Span, found: &mut Option<&'e Expr<'s>>) {
        if expr.span == span && !matches!(expr.kind, ExprKind::Template(_) | ExprKind::Paren(_)) {
            *found = Some(expr);
        } else {
            expr.for_each_child(|child| at(child, span, found));
        }
    }
    let mut found = None;
    at(expr, span, &mut found);
    let mut nodes = Vec::new();
    while let Some(node) = found {
        nodes.push(node);
        found = match &node.kind {
            ExprKind::GetAttr(base, _) | ExprKind::Index(base, _) => Some(base),
            ExprKind::Splat { base, .. } => Some(base),
            _ => None,
        };
    }
    nodes.reverse();
    nodes
}

/// A part of a text with edits made; the spans are those of the whole text.
pub(super) fn spliced(text: &str, part: Span, edits: Edits) -> String {
    let shift = |span: Span| {
        Span::new((span.start - part.start) as usize, (span.end - part.start) as usize)
    };
    let edits: Edits = edits.into_iter().map(|(span, new)| (shift(span), new)).collect();
    let all = edits.iter().map(|(span, new)| (*span, new.as_str()));
    edit::apply(&text[part.range()], all).expect("each name of an expression is replaced once")
}

/// The lines that a span stands in, whole, when nothing else stands in them.
pub(super) fn whole_line(text: &str, span: Span) -> Span {
    let range = span.range();
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let alone =
        text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
    if alone { Span::new(start, end) } else { span }
}

/// Where the comment above a block begins; the block's own start when there is none.
pub(super) fn leading_comment(text: &str, start: usize) -> usize {
    let mut at = text[..start].rfind('\n').map_or(0, |line| line + 1);
    if !text[at..start].trim().is_empty() {
        return start;
    }
    let mut first = start;
    while let Some(before) = at.checked_sub(1) {
        let line_start = text[..before].rfind('\n').map_or(0, |line| line + 1);
        let line = text[line_start..before].trim();
        if !(line.starts_with('#') || line.starts_with("//")) {
            break;
        }
        (first, at) = (line_start, line_start);
    }
    first
}
