//! What every view draws: named shapes, and labelled arrows between them.
//!
//! Knows nothing of modules or capabilities, and nothing of how it will look.

/// Shapes and arrows, in a stable order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What is shown, in a few words.
    pub title: String,
    /// What is shown, in a sentence.
    pub description: String,
    /// The shapes; arrows name them by their place here.
    pub shapes: Vec<Shape>,
    /// The arrows; none twice.
    pub arrows: Vec<Arrow>,
}

/// One thing in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What it is called.
    pub name: String,
    /// What is said of it beneath its name, a line each.
    pub details: Vec<Detail>,
    /// The same in fewer words, for a view that is read in passing.
    pub brief: Vec<String>,
    /// How it is drawn.
    pub corners: Corners,
    /// Whether it stands back: it is looked up, and nothing is made.
    pub faint: bool,
}

/// A line beneath a shape's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it says.
    pub text: String,
    /// A version that follows, where there is room.
    pub version: Option<String>,
}

/// What the corners of a shape tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corners {
    /// It is a module that makes something.
    Square,
    /// It is looked up, or no module at all.
    Round,
}

/// An arrow from who gives to who takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// The place of the giver among the shapes.
    pub from: usize,
    /// The place of the taker.
    pub to: usize,
    /// What is given.
    pub label: String,
    /// Whether the taker can do without.
    pub optional: bool,
}

impl Detail {
    /// A line with no version.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), version: None }
    }

    /// The whole line, or only its text.
    pub(super) fn line(&self, with_version: bool) -> String {
        match &self.version {
            Some(version) if with_version => format!("{} {version}", self.text),
            _ => self.text.clone(),
        }
    }
}

impl Picture {
    /// The same picture with every text passed through `change`.
    pub(super) fn map_texts(&self, change: impl Fn(&str) -> String) -> Self {
        let detail = |d: &Detail| Detail {
            text: change(&d.text),
            version: d.version.as_deref().map(&change),
        };
        let shape = |s: &Shape| Shape {
            name: change(&s.name),
            details: s.details.iter().map(detail).collect(),
            brief: s.brief.iter().map(|line| change(line)).collect(),
            corners: s.corners,
            faint: s.faint,
        };
        Self {
            title: change(&self.title),
            description: change(&self.description),
            shapes: self.shapes.iter().map(shape).collect(),
            arrows: self
                .arrows
                .iter()
                .map(|a| Arrow { label: change(&a.label), ..a.clone() })
                .collect(),
        }
    }
}

/// A text without what would move the cursor or turn the writing around.
pub(super) fn harmless(text: &str) -> String {
    let moves = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if moves(c) { '\u{fffd}' } else { c }).collect()
}
