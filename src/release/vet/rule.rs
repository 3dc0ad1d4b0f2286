//! What a rule of `pave vet` is: one thing that a module of a catalog has, or does not do.

use super::problem::Problems;
use super::subject::Subject;
use crate::diag::Severity;

/// One thing that is asked of every module.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name, which is also that of its file and of its fixture's folder.
    pub id: &'static str,
    /// What part of a module it is about.
    pub group: Group,
    /// How much it matters when it is not met.
    pub severity: Severity,
    /// What is asked, as a heading: `Every input variable has a type`.
    pub title: &'static str,
    /// Why, and what to do instead, as Markdown.
    pub explanation: &'static str,
    /// Whether a card may let it pass with a reason.
    pub waivable: bool,
    /// Finds where it is not met; none for what shows only when the waivers are applied.
    pub check: Option<fn(&Subject<'_>, &mut Problems)>,
}

/// The parts of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Its files, its `terraform` block, its examples and tests.
    Structure,
    /// What it takes and gives.
    Interface,
    /// What it creates, and how that is written.
    Body,
    /// What people and agents read of it.
    Documentation,
    /// What its card says.
    Card,
    /// Its version.
    Release,
    /// What lies in its folder.
    Package,
}

impl Group {
    /// Every group, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Structure,
        Self::Interface,
        Self::Body,
        Self::Documentation,
        Self::Card,
        Self::Release,
        Self::Package,
    ];

    /// The group as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Structure => "Structure",
            Self::Interface => "Inputs and outputs",
            Self::Body => "Resources",
            Self::Documentation => "Documentation",
            Self::Card => "The card",
            Self::Release => "The release",
            Self::Package => "The package",
        }
    }
}
