//! What puts questions to somebody.

use hcl_rs::Value;

use super::Question;
use crate::error::Result;

/// Puts questions to somebody, one at a time.
pub trait Prompter {
    /// Shows a passage of text; the next question comes under it.
    ///
    /// # Errors
    /// When nothing can be shown any more.
    fn show(&mut self, text: &str) -> Result<()>;

    /// Asks until the answer is one that `check` lets pass, or there is none.
    ///
    /// `check` says what is wrong with an answer in the words to show. The fields of a
    /// [`super::Kind::Form`] are asked one by one by whoever drives, never here.
    ///
    /// # Errors
    /// When nobody can be asked any more.
    fn ask(
        &mut self,
        question: &Question,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply>;

    /// How many columns a passage may fill.
    fn width(&self) -> usize;

    /// Whether a picture is to be drawn in plain ASCII.
    fn ascii(&self) -> bool {
        false
    }
}

/// What somebody did with a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Answered it.
    Answer(Value),
    /// Went back to the question before, leaving this typed.
    Back(String),
    /// Stopped altogether, leaving this typed.
    Stop(String),
}
