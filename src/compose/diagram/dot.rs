//! A picture in the language of Graphviz.

use std::fmt::Write as _;

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
    for (number, shape) in picture.shapes.iter().enumerate() {
        let details = shape.details.iter().map(|d| d.line(true));
        let lines: Vec<String> = [shape.name.clone()].into_iter().chain(details).collect();
        // Backslashes are doubled before the line breaks of the label are put in.
        let lines: Vec<String> = lines.iter().map(|l| escaped(l)).collect();
        let style = match shape.corners {
            Corners::Round => ", style=\"rounded,dashed\"",
            Corners::Square => "",
        };
        line(format!("  n{number} [label=\"{}\"{style}];", lines.join("\\n")));
    }
    for arrow in &picture.arrows {
        let style = if arrow.optional { ", style=dashed" } else { "" };
        let label = quoted(&arrow.label);
        line(format!("  n{} -> n{} [label={label}{style}];", arrow.from, arrow.to));
    }
    let _ = writeln!(text, "}}");
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('"', "\\\"")
}
