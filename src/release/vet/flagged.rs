//! A finding about a module, with who found it and what it is about.

use super::rule::Rule;
use crate::diag::Finding;

/// A finding about a module.
#[derive(Debug, Clone)]
pub struct Flagged {
    /// Who found it.
    pub origin: Origin,
    /// What it is about, by its address or its path in the module; may be empty.
    pub subject: String,
    /// The finding.
    pub finding: Finding,
}

/// Who found something.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A rule of ours.
    Rule(&'static Rule),
    /// What reads and checks HCL, cards and catalogs, wherever they are used.
    Reading,
    /// Real Terraform, with the module, its examples, tests and mutants.
    Trial,
    /// Another program, by its name.
    Scanner(String),
}

impl Origin {
    /// Whether a card may let pass what was found.
    #[must_use]
    pub fn is_waivable(&self) -> bool {
        match self {
            Self::Rule(rule) => rule.waivable,
            // Nothing that uses the module could read it, or it does not work.
            Self::Reading | Self::Trial => false,
            Self::Scanner(_) => true,
        }
    }
}
