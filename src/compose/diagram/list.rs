//! A picture as an indented list, for where there is no room to draw.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use super::picture::Picture;

/// Every shape with what it takes beneath it, those that depend on others first.
///
/// No line is wider than `width`; what is longer goes on in the next, further in.
pub(super) fn list(picture: &Picture, order: &[usize], width: usize, ascii: bool) -> String {
    let (branch, last, on, from) =
        if ascii { ("|- ", "`- ", "|  ", "<-") } else { ("├─ ", "└─ ", "│  ", "◄─") };
    let mut text = String::new();
    for shape in order {
        let found = &picture.shapes[*shape];
        let details: Vec<String> = found.details.iter().map(|d| d.line(true)).collect();
        let head = if details.is_empty() {
            found.name.clone()
        } else {
            format!("{}: {}", found.name, details.join(", "))
        };
        put(&mut text, "", "   ", &head, width);
        let mut taken = picture.arrows.iter().filter(|a| a.to == *shape).peekable();
        while let Some(arrow) = taken.next() {
            let (first, rest) = if taken.peek().is_some() { (branch, on) } else { (last, "   ") };
            let giver = &picture.shapes[arrow.from].name;
            let line = format!("{} {from} {giver}", arrow.label);
            put(&mut text, first, &format!("{rest}   "), &line, width);
        }
    }
    text
}

/// Adds a line, broken between words where it can be.
fn put(text: &mut String, first: &str, rest: &str, line: &str, width: usize) {
    let mut indent = first;
    let mut used = indent.width();
    let mut empty = true;
    text.push_str(indent);
    let mut new_line = |text: &mut String, used: &mut usize| {
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        indent = rest;
        text.push_str(indent);
        *used = indent.width();
    };
    for word in line.split_inclusive(' ') {
        if used + word.trim_end().width() > width && !empty {
            new_line(text, &mut used);
        }
        for grapheme in word.graphemes(true) {
            if used + grapheme.width() > width && grapheme != " " {
                new_line(text, &mut used);
            }
            if used + grapheme.width() <= width {
                text.push_str(grapheme);
                used += grapheme.width();
            }
            empty = false;
        }
    }
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}
