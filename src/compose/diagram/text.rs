//! A picture for the terminal, in characters.
//!
//! Boxes joined by lines, givers left and takers right, in as much detail as the width allows; a
//! list where it allows no drawing.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use super::columns::Columns;
use super::layout::{DOWN, LEFT, Layout, RIGHT, Room, UP};
use super::list::list;
use super::picture::{Corners, Picture, harmless};

/// What a terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct TextStyle {
    /// Columns to fit into; less than 20 counts as 20.
    pub width: usize,
    /// Whether to keep to ASCII.
    pub ascii: bool,
    /// Whether to show names bold and what is looked up dimmed.
    pub colour: bool,
}

/// More shapes than this are listed and not drawn: nobody could follow the lines.
const MAX_DRAWN: usize = 60;

/// Columns that a list needs to be one.
const MIN_WIDTH: usize = 20;

/// The picture in characters, with a line break at the end of every line.
#[must_use]
pub fn text(picture: &Picture, style: TextStyle) -> String {
    let width = style.width.max(MIN_WIDTH);
    let picture = picture.map_texts(|text| clean(text, style.ascii));
    if picture.shapes.len() <= MAX_DRAWN {
        for (versions, step) in [(true, 2), (false, 2), (false, 1)] {
            let layout = Layout::of(&picture, Room { versions, step });
            if layout.width <= width {
                return drawn(&picture, &layout, style);
            }
        }
    }
    let columns = Columns::of(&picture);
    let order: Vec<usize> = {
        let mut order: Vec<usize> = (0..picture.shapes.len()).collect();
        order.sort_by_key(|shape| std::cmp::Reverse(columns.column_of[*shape]));
        order
    };
    list(&picture, &order, width, style.ascii)
}

/// A text that keeps to its cells.
fn clean(text: &str, ascii: bool) -> String {
    let text = harmless(text);
    if !ascii {
        return text;
    }
    text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

/// How a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ink {
    #[default]
    Plain,
    Name,
    Dim,
    DimName,
}

/// Cells by row; a wide character leaves the cell after it empty.
struct Grid {
    rows: Vec<Vec<(String, Ink)>>,
    ascii: bool,
}

fn drawn(picture: &Picture, layout: &Layout, style: TextStyle) -> String {
    let row = vec![(" ".to_owned(), Ink::Plain); layout.width];
    let mut grid = Grid { rows: vec![row; layout.height], ascii: style.ascii };
    let dim = |shape: usize| picture.shapes[shape].faint;
    for wire in &layout.wires {
        let ink = if dim(wire.from) { Ink::Dim } else { Ink::Plain };
        for ((x, y), sides) in wire.cells() {
            let upright = sides & (UP | DOWN) != 0;
            let crossed = grid.rows[y][x].0 != " ";
            // Where two lines cross, the upright one is shown whole.
            if upright || !crossed {
                grid.line(x, y, sides, ink);
            }
        }
        for (x, y) in &wire.heads {
            grid.put(*x, *y, if style.ascii { ">" } else { "►" }, ink);
        }
    }
    for (shape, frame) in layout.boxes.iter().enumerate() {
        let round = picture.shapes[shape].corners == Corners::Round;
        let (ink, name) =
            if dim(shape) { (Ink::Dim, Ink::DimName) } else { (Ink::Plain, Ink::Name) };
        let [top_left, top_right, bottom_left, bottom_right, flat, wall, tee] =
            match (style.ascii, round) {
                (true, true) => [".", ".", "'", "'", "-", "|", "+"],
                (true, false) => ["+", "+", "+", "+", "-", "|", "+"],
                (false, true) => ["╭", "╮", "╰", "╯", "─", "│", "├"],
                (false, false) => ["┌", "┐", "└", "┘", "─", "│", "├"],
            };
        let (right, bottom) = (frame.x + frame.width - 1, frame.y + frame.height - 1);
        for x in frame.x + 1..right {
            grid.put(x, frame.y, flat, ink);
            grid.put(x, bottom, flat, ink);
        }
        for y in frame.y + 1..bottom {
            grid.put(frame.x, y, wall, ink);
            grid.put(right, y, wall, ink);
        }
        grid.put(frame.x, frame.y, top_left, ink);
        grid.put(right, frame.y, top_right, ink);
        grid.put(frame.x, bottom, bottom_left, ink);
        grid.put(right, bottom, bottom_right, ink);
        for (i, line) in frame.lines.iter().enumerate() {
            let ink = if i == 0 { name } else { ink };
            grid.write(frame.x + 2, frame.y + 1 + i, line, ink);
        }
        for (i, (label, joined)) in frame.ports.iter().enumerate() {
            let y = frame.y + 1 + frame.lines.len() + i;
            grid.write(right - 1 - label.width(), y, label, ink);
            if *joined {
                grid.put(right, y, tee, ink);
            }
        }
    }
    grid.text(style.colour)
}

impl Grid {
    fn put(&mut self, x: usize, y: usize, text: &str, ink: Ink) {
        self.rows[y][x] = (text.to_owned(), ink);
    }

    fn write(&mut self, x: usize, y: usize, text: &str, ink: Ink) {
        let mut x = x;
        for grapheme in text.graphemes(true) {
            let width = grapheme.width();
            if width == 0 {
                // It belongs to what stands before it.
                if let Some((before, _)) = self.rows[y].get_mut(x.wrapping_sub(1)) {
                    before.push_str(grapheme);
                }
                continue;
            }
            let shown = if self.ascii && grapheme == "→" { ">" } else { grapheme };
            self.put(x, y, shown, ink);
            for empty in 1..width {
                self.put(x + empty, y, "", ink);
            }
            x += width;
        }
    }

    fn line(&mut self, x: usize, y: usize, sides: u8, ink: Ink) {
        let upright = sides & (UP | DOWN) != 0;
        let flat = sides & (LEFT | RIGHT) != 0;
        let shown = match (self.ascii, upright, flat) {
            (true, true, true) => "+",
            (true, true, false) => "|",
            (true, false, _) => "-",
            (false, ..) => glyph(sides),
        };
        self.put(x, y, shown, ink);
    }

    fn text(&self, colour: bool) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let end = row.iter().rposition(|(cell, _)| cell != " ").map_or(0, |last| last + 1);
            let mut current = Ink::Plain;
            for (cell, ink) in &row[..end] {
                if colour && *ink != current && cell != " " {
                    text.push_str(&format!("{:#}{}", current.style(), ink.style()));
                    current = *ink;
                }
                text.push_str(cell);
            }
            if current != Ink::Plain {
                text.push_str(&format!("{:#}", current.style()));
            }
            text.push('\n');
        }
        text
    }
}

impl Ink {
    fn style(self) -> anstyle::Style {
        let plain = anstyle::Style::new();
        match self {
            Self::Plain => plain,
            Self::Name => plain.bold(),
            Self::Dim => plain.dimmed(),
            Self::DimName => plain.bold().dimmed(),
        }
    }
}

/// The character of a line that goes on at these sides.
fn glyph(sides: u8) -> &'static str {
    const LEFT_RIGHT: u8 = LEFT | RIGHT;
    const UP_DOWN: u8 = UP | DOWN;
    const UP_RIGHT: u8 = UP | RIGHT;
    const UP_LEFT: u8 = UP | LEFT;
    const DOWN_RIGHT: u8 = DOWN | RIGHT;
    const DOWN_LEFT: u8 = DOWN | LEFT;
    const FORK_RIGHT: u8 = UP_DOWN | RIGHT;
    const FORK_LEFT: u8 = UP_DOWN | LEFT;
    const FORK_DOWN: u8 = LEFT_RIGHT | DOWN;
    const FORK_UP: u8 = LEFT_RIGHT | UP;
    match sides {
        LEFT | RIGHT | LEFT_RIGHT => "─",
        UP | DOWN | UP_DOWN => "│",
        UP_RIGHT => "└",
        UP_LEFT => "┘",
        DOWN_RIGHT => "┌",
        DOWN_LEFT => "┐",
        FORK_RIGHT => "├",
        FORK_LEFT => "┤",
        FORK_DOWN => "┬",
        FORK_UP => "┴",
        _ => "┼",
    }
}
