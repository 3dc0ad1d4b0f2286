//! Where everything stands, in cells: boxes with their lines of text, and the lines that join
//! them.
//!
//! No two nets share a row between two columns, so no line can hide another; where they cross,
//! one goes straight through. Characters and pixels are the business of the views.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::columns::{Columns, Item};
use super::picture::Picture;

/// A picture laid out.
#[derive(Debug)]
pub(super) struct Layout {
    /// Cells from left to right.
    pub(super) width: usize,
    /// Cells from top to bottom.
    pub(super) height: usize,
    /// One for each shape, by its place among them.
    pub(super) boxes: Vec<Frame>,
    /// The lines.
    pub(super) wires: Vec<Wire>,
}

/// A shape's box, with its border.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The name and what is said of it, from the first row inside.
    pub(super) lines: Vec<String>,
    /// What it gives, beneath: label and whether a line leaves from there.
    pub(super) ports: Vec<(String, bool)>,
}

/// A line from one box to others.
#[derive(Debug, Default)]
pub(super) struct Wire {
    /// The giver.
    pub(super) from: usize,
    /// Straight pieces, each from left to right or from top to bottom.
    pub(super) pieces: Vec<Piece>,
    /// Where arrow heads stand, all of them pointing right.
    pub(super) heads: Vec<(usize, usize)>,
    /// Whether every taker can do without.
    pub(super) optional: bool,
}

/// A straight piece of a line, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: (usize, usize),
    pub(super) to: (usize, usize),
}

/// How much room to take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Whether versions are shown.
    pub(super) versions: bool,
    /// Cells from one upright line to the next.
    pub(super) step: usize,
}

/// The sides on which a cell of a line goes on.
pub(super) const UP: u8 = 1;
pub(super) const RIGHT: u8 = 2;
pub(super) const DOWN: u8 = 4;
pub(super) const LEFT: u8 = 8;

impl Wire {
    /// The cells of the line, by column and row, and the sides on which each goes on.
    pub(super) fn cells(&self) -> BTreeMap<(usize, usize), u8> {
        let mut cells = BTreeMap::new();
        for Piece { from: (x1, y1), to: (x2, y2) } in self.pieces.iter().copied() {
            for x in x1..x2 {
                *cells.entry((x, y1)).or_default() |= RIGHT;
                *cells.entry((x + 1, y1)).or_default() |= LEFT;
            }
            for y in y1..y2 {
                *cells.entry((x1, y)).or_default() |= DOWN;
                *cells.entry((x1, y + 1)).or_default() |= UP;
            }
        }
        cells
    }

    fn draw(&mut self, from: (usize, usize), to: (usize, usize)) {
        self.pieces.push(Piece { from, to });
    }
}

impl Layout {
    pub(super) fn of(picture: &Picture, room: Room) -> Self {
        let columns = Columns::of(picture);
        let mut rows = Rows::of(picture, &columns, room);
        let channels: Vec<Channel> = (0..columns.columns.len().saturating_sub(1))
            .map(|column| Channel::after(column, &columns, &rows))
            .collect();
        let wires = columns.nets.iter().map(|net| Wire {
            from: net.from,
            optional: net.optional,
            ..Wire::default()
        });
        let mut wires: Vec<Wire> = wires.collect();
        let mut x = 0;
        for (column, items) in columns.columns.iter().enumerate() {
            let shapes = items.iter().filter_map(|item| match item {
                Item::Shape(shape) => Some(*shape),
                Item::Pass(_) => None,
            });
            let shapes: Vec<usize> = shapes.collect();
            let width = shapes.iter().map(|s| inner_width(&rows.boxes[*s]) + 4).max().unwrap_or(1);
            for shape in shapes {
                rows.boxes[shape].x = x;
                rows.boxes[shape].width = width;
            }
            let border = x + width - 1;
            for item in items {
                if let Item::Pass(net) = item {
                    let row = rows.leaving[&(column, *net)];
                    wires[*net].draw((x, row), (border, row));
                }
            }
            let Some(channel) = channels.get(column) else {
                x += width;
                break;
            };
            let end = border + channel.width(room.step) + 1;
            for run in &channel.runs {
                let wire = &mut wires[run.net];
                for (row, head) in &run.ends {
                    if *head {
                        wire.heads.push((end - 1, *row));
                    }
                }
                let Some(track) = run.track else {
                    wire.draw((border, run.start), (end, run.start));
                    continue;
                };
                let at = border + 2 + track * room.step;
                wire.draw((border, run.start), (at, run.start));
                wire.draw((at, run.top()), (at, run.bottom()));
                for (row, _) in &run.ends {
                    wire.draw((at, *row), (end, *row));
                }
            }
            x = end;
        }
        let height = rows.boxes.iter().map(|b| b.y + b.height).max().unwrap_or(0);
        let passes = rows.leaving.values().map(|row| row + 1).max().unwrap_or(0);
        Self { width: x, height: height.max(passes), boxes: rows.boxes, wires }
    }
}

fn inner_width(frame: &Frame) -> usize {
    let lines = frame.lines.iter().chain(frame.ports.iter().map(|(label, _)| label));
    lines.map(|line| line.width()).max().unwrap_or(0)
}

/// In which rows boxes stand, and lines leave and arrive.
struct Rows {
    /// Of each shape; where it stands from left to right is not known yet.
    boxes: Vec<Frame>,
    /// By column and net, the row in which the net leaves the column.
    leaving: BTreeMap<(usize, usize), usize>,
    /// By column, net and what the net reaches there, the row in which it does.
    arriving: BTreeMap<(usize, usize, Item), usize>,
}

impl Rows {
    fn of(picture: &Picture, columns: &Columns, room: Room) -> Self {
        let boxes = frames(picture, columns, room);
        let mut rows = Self { boxes, leaving: BTreeMap::new(), arriving: BTreeMap::new() };
        let least = |item: &Item| match item {
            Item::Shape(shape) => {
                rows.boxes[*shape].lines.len() + rows.boxes[*shape].ports.len() + 2
            }
            Item::Pass(_) => 1,
        };
        let heights: Vec<Vec<usize>> =
            columns.columns.iter().map(|items| items.iter().map(least).collect()).collect();
        let tallest = heights.iter().map(|h| h.iter().sum()).max().unwrap_or(0);
        for (column, items) in columns.columns.iter().enumerate() {
            let mut free = 0;
            for (i, item) in items.iter().enumerate() {
                let rest: usize = heights[column][i..].iter().sum();
                // How far down it may stand before the picture gets taller for it.
                let lowest = free.max(tallest.saturating_sub(rest));
                free = match item {
                    Item::Shape(shape) => rows.put_shape(*shape, column, free, lowest, columns),
                    Item::Pass(net) => rows.put_pass(*net, column, free, lowest),
                };
            }
        }
        rows
    }

    /// Puts a shape at `free` or below; returns the first free row beneath.
    fn put_shape(
        &mut self,
        shape: usize,
        column: usize,
        free: usize,
        lowest: usize,
        columns: &Columns,
    ) -> usize {
        let mut arriving: Vec<(usize, usize)> = Vec::new();
        for net in 0..columns.nets.len() {
            if columns.nets[net].targets.contains(&shape) {
                arriving.push((self.leaving[&(column - 1, net)], net));
            }
        }
        arriving.sort_unstable();
        // As high as the first line arrives, so that it arrives straight.
        let wanted = arriving.first().map_or(free, |(row, _)| row.saturating_sub(1));
        let top = wanted.clamp(free, lowest);
        let inside = self.boxes[shape].lines.len() + self.boxes[shape].ports.len();
        let mut next = top + 1;
        for (from, net) in arriving {
            let straight = (next..=top + inside).contains(&from);
            let row = if straight { from } else { self.free_row(column, net, next) };
            self.arriving.insert((column, net, Item::Shape(shape)), row);
            next = row + 1;
        }
        let frame = &mut self.boxes[shape];
        frame.y = top;
        frame.height = inside.max(next - top - 1) + 2;
        let below = top + frame.height;
        let first_port = top + 1 + frame.lines.len();
        let mut labels: Vec<(usize, &str)> = Vec::new();
        for (i, (label, joined)) in frame.ports.iter().enumerate() {
            if *joined {
                labels.push((first_port + i, label));
            }
        }
        for (row, label) in labels {
            let leaves =
                |net: &usize| columns.nets[*net].from == shape && columns.nets[*net].label == label;
            let net = (0..columns.nets.len()).find(leaves).expect("a port is that of a net");
            self.leaving.insert((column, net), row);
        }
        below
    }

    /// Lets a net through a column at `free` or below; returns the first free row beneath.
    fn put_pass(&mut self, net: usize, column: usize, free: usize, lowest: usize) -> usize {
        let from = self.leaving[&(column - 1, net)];
        let row = self.free_row(column, net, from.clamp(free, lowest));
        self.arriving.insert((column, net, Item::Pass(net)), row);
        self.leaving.insert((column, net), row);
        row + 1
    }

    /// The first row from `at` in which no other net leaves the column before.
    fn free_row(&self, column: usize, net: usize, at: usize) -> usize {
        let taken: Vec<usize> = self
            .leaving
            .range((column - 1, 0)..(column, 0))
            .filter(|((_, other), _)| *other != net)
            .map(|(_, row)| *row)
            .collect();
        (at..).find(|row| !taken.contains(row)).expect("rows do not run out")
    }
}

/// The boxes with what stands in them.
fn frames(picture: &Picture, columns: &Columns, room: Room) -> Vec<Frame> {
    let mut frames: Vec<Frame> = picture
        .shapes
        .iter()
        .map(|shape| {
            let details = shape.details.iter().map(|d| d.line(room.versions));
            let mut lines: Vec<String> = [shape.name.clone()].into_iter().chain(details).collect();
            lines.dedup();
            Frame { lines, ..Frame::default() }
        })
        .collect();
    for net in &columns.nets {
        frames[net.from].ports.push((net.label.clone(), true));
    }
    for (from, back) in &columns.back {
        for (label, to) in back {
            let label = format!("{label} → {}", picture.shapes[*to].name);
            frames[*from].ports.push((label, false));
        }
    }
    frames
}

/// The lines between two columns.
struct Channel {
    runs: Vec<Run>,
}

/// One net between two columns.
struct Run {
    net: usize,
    /// The row in which it comes.
    start: usize,
    /// The rows in which it goes on, and whether it ends there with a head.
    ends: Vec<(usize, bool)>,
    /// Which upright line it takes, from the left; nothing when it is straight.
    track: Option<usize>,
}

impl Run {
    fn top(&self) -> usize {
        self.ends.iter().map(|(row, _)| *row).min().map_or(self.start, |row| row.min(self.start))
    }

    fn bottom(&self) -> usize {
        self.ends.iter().map(|(row, _)| *row).max().map_or(self.start, |row| row.max(self.start))
    }

    fn crosses(&self, row: usize) -> bool {
        self.top() < row && row < self.bottom()
    }

    /// How often the two cross when this one's upright line is the left one.
    fn cost_left_of(&self, right: &Self) -> usize {
        let ends = self.ends.iter().filter(|(row, _)| right.crosses(*row)).count();
        ends + usize::from(self.crosses(right.start))
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        self.bottom() < other.top() || other.bottom() < self.top()
    }
}

impl Channel {
    fn after(column: usize, columns: &Columns, rows: &Rows) -> Self {
        let runs = columns.nets_after(column).map(|net| {
            let (_, right) = columns.joints(net, column);
            let ends = right.iter().map(|item| {
                (rows.arriving[&(column + 1, net, *item)], matches!(item, Item::Shape(_)))
            });
            Run { net, start: rows.leaving[&(column, net)], ends: ends.collect(), track: None }
        });
        let (straight, mut bent): (Vec<Run>, Vec<Run>) =
            runs.partition(|run| run.ends.iter().all(|(row, _)| *row == run.start));
        bent.sort_by_key(|run| run.start);
        // Neighbours change places while that saves crossings.
        for _ in 0..bent.len() {
            for i in 1..bent.len() {
                if bent[i].cost_left_of(&bent[i - 1]) < bent[i - 1].cost_left_of(&bent[i]) {
                    bent.swap(i - 1, i);
                }
            }
        }
        for i in 0..bent.len() {
            let left = bent[..i].iter().filter(|run| !run.is_apart_from(&bent[i]));
            bent[i].track = Some(left.filter_map(|run| run.track).max().map_or(0, |t| t + 1));
        }
        bent.extend(straight);
        Self { runs: bent }
    }

    /// The cells between the borders.
    fn width(&self, step: usize) -> usize {
        let tracks = self.runs.iter().filter_map(|run| run.track).max().map_or(0, |t| t + 1);
        if tracks == 0 { 3 } else { (tracks - 1) * step + 4 }
    }
}
