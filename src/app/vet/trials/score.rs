//! What came of the trials of a module, counted.

use serde::Serialize;

use super::record::Fate;
use crate::error::Report;

/// What became of mutants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Score {
    /// How many a test noticed.
    pub killed: usize,
    /// How many no test noticed.
    pub survived: usize,
    /// How many Terraform refuses as no valid module.
    pub invalid: usize,
}

/// What came of the trials of one module.
#[derive(Debug, Default)]
pub struct Tried {
    /// The module's name.
    pub name: String,
    /// How many examples it has.
    pub examples: usize,
    /// How many of them plan.
    pub planned: usize,
    /// How many runs its tests have, when all of them pass.
    pub tests: Option<usize>,
    /// How many guardrails it has.
    pub guardrails: usize,
    /// How many of them are upheld: their mutants were noticed, every one that was tried.
    pub upheld: usize,
    /// What became of its mutants.
    pub score: Score,
    /// How many results were remembered and not found out again.
    pub remembered: usize,
    /// What is wrong.
    pub report: Report,
}

impl Score {
    /// Counts one more.
    pub(super) fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Killed(_) => self.killed += 1,
            Fate::Survived => self.survived += 1,
            Fate::Invalid => self.invalid += 1,
        }
    }

    /// How many were put to the tests.
    #[must_use]
    pub fn tried(self) -> usize {
        self.killed + self.survived
    }

    /// How many percent of those put to the tests were noticed; `None` when there were none.
    ///
    /// Rounded down: only all is 100.
    #[must_use]
    pub fn percent(self) -> Option<usize> {
        (self.killed * 100).checked_div(self.tried())
    }
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.killed += other.killed;
        self.survived += other.survived;
        self.invalid += other.invalid;
    }
}
