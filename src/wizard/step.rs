//! What a wizard says comes next.

use hcl_rs::Value;

use super::{Choice, Question, Session, columns};
use crate::app::folder::{Change, Changes};
use crate::compose::diagram::Picture;
use crate::error::Result;

/// Decides what to ask, and what comes of the answers. Asks nobody and writes nothing.
pub trait Wizard {
    /// What comes next.
    ///
    /// The same answers give the same step.
    ///
    /// # Errors
    /// When no answer could help.
    fn next(&self, session: &Session) -> Result<Step>;

    /// What is wrong with an answer, in words for whoever gave it.
    ///
    /// # Errors
    /// What is wrong.
    fn check(&self, session: &Session, question: &Question, value: &Value) -> Result<(), String>;
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// A question.
    Ask {
        /// What was understood so far; shown when it has changed since it was last shown.
        told: String,
        /// The question.
        question: Box<Question>,
    },
    /// Nothing is left to ask.
    Review(Box<Review>),
}

/// All that the answers come to, before anything is written.
#[derive(Debug)]
pub struct Review {
    /// What there is to read, in order.
    pub sections: Vec<Section>,
    /// What can be changed: a question's key, its name and its value now.
    pub changeable: Vec<Choice>,
    /// The wiring as a picture, where there is any.
    pub picture: Option<Picture>,
    /// The folder that is written to.
    pub folder: camino::Utf8PathBuf,
    /// What would be written, exactly.
    pub changes: Changes,
    /// What stops it from being written; nothing when it can be.
    pub blocked: Vec<String>,
    /// The answers as a file, for saving instead of writing: its usual name and its text.
    pub plan: (camino::Utf8PathBuf, String),
    /// The commands to run next, each with what it does.
    pub commands: Vec<(String, String)>,
    /// The command line that gives the same again without a question.
    pub again: String,
}

/// One part of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading; may be empty.
    pub heading: String,
    /// Its rows; a row of one cell is a line.
    pub rows: Vec<Vec<String>>,
    /// Whether two rows may stand beside each other.
    pub side_by_side: bool,
}

impl Section {
    /// A section of rows, a line each.
    #[must_use]
    pub fn new(heading: impl Into<String>, rows: Vec<Vec<String>>) -> Self {
        Self { heading: heading.into(), rows, side_by_side: false }
    }
}

impl Review {
    /// The files that would be written and that people read.
    #[must_use]
    pub fn files(&self) -> Vec<&Change> {
        self.changes.files.iter().filter(|file| !file.path.starts_with(".pave")).collect()
    }

    /// The review as text, in lines of at most `width` columns where its cells allow it.
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        let mut text = String::new();
        for section in &self.sections {
            if !text.is_empty() {
                text.push('\n');
            }
            if !section.heading.is_empty() {
                text.push_str(&section.heading);
                text.push('\n');
            }
            text.push_str(&if section.side_by_side {
                columns::paired(&section.rows, width)
            } else {
                columns::laid_out(&section.rows, width)
            });
        }
        for problem in &self.blocked {
            text.push_str(&format!("\n{problem}\n"));
        }
        text
    }
}
