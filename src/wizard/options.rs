//! Choices as they stand in a list at a terminal, and which of them fit what is typed.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::fmt;
use std::rc::Rc;

use inquire::autocompletion::Replacement;
use inquire::{Autocomplete, CustomUserError, Select};

use super::Choice;
use super::layout::{self, Row};

/// A choice as it stands in a list.
#[derive(Debug, Clone)]
pub(super) struct Opt<'c> {
    pub(super) choice: &'c Choice,
    pub(super) row: Row,
    /// Whether the hint goes faint.
    pub(super) faint: bool,
}

impl Opt<'_> {
    /// How well what is typed fits; nothing when it does not.
    pub(super) fn score(&self, input: &str) -> Option<i64> {
        /// A name that fits comes before any hint that does.
        const NAME: i64 = 1 << 32;
        let name = Select::<String>::DEFAULT_SCORER(input, &String::new(), &self.choice.label, 0);
        let hint = || layout::hint(self.choice).to_lowercase().contains(&input.to_lowercase());
        name.map(|score| NAME + score).or_else(|| hint().then_some(0))
    }
}

impl fmt::Display for Opt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { label, hint } = &self.row;
        if self.faint && !hint.is_empty() {
            let dim = anstyle::Style::new().dimmed();
            write!(f, "{label}{dim}{hint}{dim:#}")
        } else {
            write!(f, "{label}{hint}")
        }
    }
}

/// Offers choices under a line of text, and notes what was typed last.
#[derive(Clone)]
pub(super) struct Completer<'c> {
    pub(super) latest: Rc<RefCell<String>>,
    pub(super) options: Rc<Vec<Opt<'c>>>,
}

impl Autocomplete for Completer<'_> {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        input.clone_into(&mut self.latest.borrow_mut());
        let scored = self.options.iter().filter_map(|option| Some((option.score(input)?, option)));
        let mut scored: Vec<(i64, &Opt<'_>)> = scored.collect();
        scored.sort_by_key(|(score, _)| Reverse(*score));
        Ok(scored.into_iter().map(|(_, option)| option.to_string()).collect())
    }

    fn get_completion(
        &mut self,
        _: &str,
        highlighted: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        let row = highlighted
            .and_then(|row| self.options.iter().find(|option| option.to_string() == row));
        Ok(row.map(|option| option.choice.label.clone()))
    }
}

/// The best first; equals in the order in which they are listed.
pub(super) fn best_first(options: &mut [(usize, i64)]) {
    options.sort_by_key(|(_, score)| Reverse(*score));
}
