//! A picture as a standalone SVG: text as text, light and dark as the reader has it, no script.

use std::fmt::Write as _;

use super::layout::{DOWN, LEFT, Layout, RIGHT, Room, UP};
use super::picture::{Corners, Picture, harmless};

/// Pixels of a cell of the layout, and around all of it.
const CELL: (f64, f64) = (8.0, 18.0);
const MARGIN: f64 = 16.0;

const STYLE: &str = "    .pave-graph { color-scheme: light dark }
    .pave-ground { fill: #ffffff }
    .pave-box { fill: #f4f6f8; stroke: #57606a }
    .pave-faint { fill: #ffffff; stroke: #57606a; stroke-dasharray: 5 3 }
    .pave-line { fill: none; stroke: #0b5cad; stroke-width: 1.5 }
    .pave-optional { stroke-dasharray: 5 3 }
    .pave-head, .pave-fork { fill: #0b5cad }
    .pave-edge { stroke: #ffffff; stroke-width: 5; fill: none }
    .pave-graph text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328 }
    .pave-graph .pave-name { font-weight: 600 }
    .pave-graph .pave-detail { fill: #57606a }
    .pave-graph .pave-port { fill: #0b5cad; text-anchor: end }
    @media (prefers-color-scheme: dark) {
      .pave-ground { fill: #0d1117 }
      .pave-box { fill: #1c2128; stroke: #9198a1 }
      .pave-faint { fill: #0d1117; stroke: #9198a1 }
      .pave-line { stroke: #6cb6ff }
      .pave-head, .pave-fork { fill: #6cb6ff }
      .pave-edge { stroke: #0d1117 }
      .pave-graph text { fill: #e6edf3 }
      .pave-graph .pave-detail { fill: #9198a1 }
      .pave-graph .pave-port { fill: #6cb6ff }
    }
";

/// The picture as the text of an SVG file.
#[must_use]
pub fn svg(picture: &Picture) -> String {
    drawn(picture, &format!("  <style>\n{STYLE}  </style>\n"))
}

/// The picture as an element of a page, whose style sheet has the colours of its classes.
#[must_use]
pub fn svg_element(picture: &Picture) -> String {
    drawn(picture, "")
}

fn drawn(picture: &Picture, style: &str) -> String {
    let picture = picture.map_texts(harmless);
    let layout = Layout::of(&picture, Room { versions: true, step: 2 });
    let width = layout.width as f64 * CELL.0 + 2.0 * MARGIN;
    let height = layout.height as f64 * CELL.1 + 2.0 * MARGIN;
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" class=\"pave-graph\" role=\"img\" \
         aria-labelledby=\"pave-title pave-desc\">"
    ));
    line(&format!("  <title id=\"pave-title\">{}</title>", escaped(&picture.title)));
    line(&format!("  <desc id=\"pave-desc\">{}</desc>", escaped(&description(&picture))));
    style.lines().for_each(&mut line);
    line(&format!("  <rect class=\"pave-ground\" width=\"{width}\" height=\"{height}\"/>"));
    for wire in &layout.wires {
        let mut path = String::new();
        for piece in &wire.pieces {
            let ((x1, y1), (x2, y2)) = (middle(piece.from), middle(piece.to));
            let _ = write!(path, "M{x1} {y1}L{x2} {y2}");
        }
        let optional = if wire.optional { " pave-optional" } else { "" };
        // A rim in the colour of the ground parts it from the lines it crosses.
        line(&format!("  <path class=\"pave-edge\" d=\"{path}\"/>"));
        line(&format!("  <path class=\"pave-line{optional}\" d=\"{path}\"/>"));
        for ((x, y), sides) in wire.cells() {
            let forks = [UP, RIGHT, DOWN, LEFT].iter().filter(|s| sides & **s != 0).count() > 2;
            if forks {
                let (x, y) = middle((x, y));
                line(&format!("  <circle class=\"pave-fork\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"));
            }
        }
        for head in &wire.heads {
            let (x, y) = middle(*head);
            let (tip, back) = (x + CELL.0, x - 1.0);
            let (above, below) = (y - 4.5, y + 4.5);
            line(&format!(
                "  <path class=\"pave-head\" d=\"M{tip} {y}L{back} {above}L{back} {below}Z\"/>"
            ));
        }
    }
    for (shape, frame) in picture.shapes.iter().zip(&layout.boxes) {
        let (x, y) = middle((frame.x, frame.y));
        let (right, bottom) = middle((frame.x + frame.width - 1, frame.y + frame.height - 1));
        let radius = match shape.corners {
            Corners::Round => 12,
            Corners::Square => 3,
        };
        let class = if shape.faint { "pave-box pave-faint" } else { "pave-box" };
        let (width, height) = (right - x, bottom - y);
        line(&format!(
            "  <rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" \
             height=\"{height}\" rx=\"{radius}\"/>"
        ));
        let mut write = |row: usize, x: f64, class: &str, text: &str| {
            let y = middle((0, frame.y + 1 + row)).1 + 4.5;
            let text = escaped(text);
            line(&format!("  <text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
        };
        for (i, text) in frame.lines.iter().enumerate() {
            let class = if i == 0 { "pave-name" } else { "pave-detail" };
            write(i, x + 1.5 * CELL.0, class, text);
        }
        for (i, (label, _)) in frame.ports.iter().enumerate() {
            write(frame.lines.len() + i, right - 1.5 * CELL.0, "pave-port", label);
        }
    }
    line("</svg>");
    out
}

/// What the picture shows, in sentences.
fn description(picture: &Picture) -> String {
    let mut text = picture.description.clone();
    for (place, shape) in picture.shapes.iter().enumerate() {
        let taken = picture.arrows.iter().filter(|a| a.to == place);
        let taken: Vec<String> = taken
            .map(|arrow| format!("{} from {}", arrow.label, picture.shapes[arrow.from].name))
            .collect();
        let taken = if taken.is_empty() { "nothing".to_owned() } else { taken.join(", ") };
        let _ = write!(text, " {} takes {taken}.", shape.name);
    }
    text
}

/// The middle of a cell, in pixels.
fn middle((x, y): (usize, usize)) -> (f64, f64) {
    (MARGIN + (x as f64 + 0.5) * CELL.0, MARGIN + (y as f64 + 0.5) * CELL.1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
