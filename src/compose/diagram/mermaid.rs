//! A picture as a Mermaid flowchart, which code hosts draw.

use std::collections::BTreeSet;

use super::picture::{Corners, Picture, harmless};

/// Words that mean something to Mermaid where a node's id stands.
const RESERVED: &[&str] = &[
    "call",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "flowchart",
    "graph",
    "href",
    "interpolate",
    "linkstyle",
    "style",
    "subgraph",
];

/// The picture as Mermaid: what is made has square corners, what is looked up round ones.
#[must_use]
pub fn mermaid(picture: &Picture) -> String {
    let ids = ids(picture);
    let mut nodes = BTreeSet::new();
    for (id, shape) in ids.iter().zip(&picture.shapes) {
        let (open, close) = match shape.corners {
            Corners::Round => ("([", "])"),
            Corners::Square => ("[", "]"),
        };
        let lines = [&shape.name].into_iter().chain(&shape.brief);
        let lines: Vec<String> = lines.map(|line| escaped(line)).collect();
        nodes.insert(format!("  {id}{open}\"{}\"{close}", lines.join("<br/>")));
    }
    let edges: BTreeSet<String> = picture
        .arrows
        .iter()
        .map(|arrow| {
            let line = if arrow.optional { "-.->" } else { "-->" };
            let label = if is_plain(&arrow.label) {
                arrow.label.clone()
            } else {
                format!("\"{}\"", escaped(&arrow.label))
            };
            format!("  {} {line}|{label}| {}", ids[arrow.from], ids[arrow.to])
        })
        .collect();
    let mut text = String::from("flowchart LR\n");
    for line in nodes.into_iter().chain(edges) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// An id for each shape: its name where that can be one.
fn ids(picture: &Picture) -> Vec<String> {
    let mut used = BTreeSet::new();
    let ids = picture.shapes.iter().map(|shape| {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut id: String = shape.name.chars().map(plain).collect();
        let reserved = RESERVED.contains(&id.to_ascii_lowercase().as_str());
        if reserved || !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
            id.insert_str(0, "n_");
        }
        let wanted = id.clone();
        let mut number = 2;
        while !used.insert(id.clone()) {
            id = format!("{wanted}_{number}");
            number += 1;
        }
        id
    });
    ids.collect()
}

/// Whether a label can stand between bars as it is.
fn is_plain(label: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let word = label.to_ascii_lowercase();
    !label.is_empty() && label.chars().all(plain) && !RESERVED.contains(&word.as_str())
}

/// A text between quotes, where Mermaid writes characters by name or number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in harmless(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '&' => out.push_str("#amp;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push_str("#96;"),
            c => out.push(c),
        }
    }
    out
}
