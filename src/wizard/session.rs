//! What has been answered so far; all that a wizard knows of a person, and all that a draft keeps.

use std::collections::BTreeMap;

use hcl_rs::Value;
use serde::{Deserialize, Serialize};

/// The answers of one person so far.
///
/// Nothing that was answered is ever dropped: going back asks again and keeps the answer at hand,
/// and an answer that no longer matters waits until it does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The answers by question.
    pub answers: BTreeMap<String, Value>,
    /// The questions answered, in the order in which they were asked.
    pub trail: Vec<String>,
    /// What had been typed where somebody left a question unanswered.
    pub typed: BTreeMap<String, String>,
    /// The question that is asked next whatever else is open: one gone back to, or to be changed.
    pub asking: Option<String>,
    /// Whether that question was asked for at the review, where going back leads to.
    pub changing: bool,
}

impl Session {
    /// The answer to a question, unless it is being asked again.
    #[must_use]
    pub fn answer(&self, key: &str) -> Option<&Value> {
        self.answers.get(key).filter(|_| self.asking.as_deref() != Some(key))
    }

    /// Takes an answer; one that was changed at the review is no step of the way there.
    pub fn take(&mut self, key: &str, value: Value) {
        self.typed.remove(key);
        if !self.changing && !self.trail.iter().any(|asked| asked == key) {
            self.trail.push(key.to_owned());
        }
        self.answers.insert(key.to_owned(), value);
        self.asking = None;
        self.changing = false;
    }

    /// Goes back to the question before `key`, or to the review that it was asked for at; says
    /// whether there was anything to go back to.
    pub fn back(&mut self, key: &str, typed: &str) -> bool {
        self.leave(key, typed);
        if std::mem::take(&mut self.changing) {
            self.asking = None;
            return true;
        }
        let at = self.trail.iter().position(|asked| asked == key).unwrap_or(self.trail.len());
        match at.checked_sub(1) {
            Some(before) => {
                self.asking = Some(self.trail[before].clone());
                true
            }
            None => false,
        }
    }

    /// Leaves a question unanswered, and keeps what had been typed.
    pub fn leave(&mut self, key: &str, typed: &str) {
        if typed.is_empty() {
            self.typed.remove(key);
        } else {
            self.typed.insert(key.to_owned(), typed.to_owned());
        }
    }

    /// Asks a question again, as from the review.
    pub fn change(&mut self, key: &str) {
        self.asking = Some(key.to_owned());
        self.changing = true;
    }
}
