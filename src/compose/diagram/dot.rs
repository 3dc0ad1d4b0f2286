//! A picture in the language of Graphviz.

use std::collections::BTreeSet;

use super::picture::{Corners, Picture, harmless};

/// The picture as a directed graph for `dot`.
#[must_use]
pub fn dot(picture: &Picture) -> String {
    let mut text = format!("digraph {} {{\n", quoted(&picture.title));
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line("  rankdir=LR;".to_owned());
    line("  node [shape=box, fontname=\"sans-serif\"];".to_owned());
    line("  edge [fontname=\"sans-serif\", fontsize=10];".to_owned());
    let ids = ids(picture);
    for (id, shape) in ids.iter().zip(&picture.shapes) {
        let details = shape.details.iter().map(|d| d.line(true));
        let lines: Vec<String> = [shape.name.clone()].into_iter().chain(details).collect();
        // Backslashes are doubled before the line breaks of the label are put in.
        let lines: Vec<String> = lines.iter().map(|l| escaped(l)).collect();
        let style = match (shape.corners, shape.faint) {
            (_, true) => ", style=\"rounded,dashed\"",
            (Corners::Round, false) => ", style=rounded",
            (Corners::Square, false) => "",
        };
        line(format!("  {id} [label=\"{}\"{style}];", lines.join("\\n")));
    }
    for arrow in &picture.arrows {
        let style = if arrow.optional { ", style=dashed" } else { "" };
        let label = quoted(&arrow.label);
        line(format!("  {} -> {} [label={label}{style}];", ids[arrow.from], ids[arrow.to]));
    }
    text.push_str("}\n");
    text
}

/// An id for each shape: its name, with a number where several have one name.
fn ids(picture: &Picture) -> Vec<String> {
    let mut used = BTreeSet::new();
    let ids = picture.shapes.iter().map(|shape| {
        let names = [quoted(&shape.name)].into_iter();
        let numbered = (2..).map(|number| quoted(&format!("{} {number}", shape.name)));
        names.chain(numbered).find(|id| used.insert(id.clone())).expect("numbers do not run out")
    });
    ids.collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('"', "\\\"")
}
