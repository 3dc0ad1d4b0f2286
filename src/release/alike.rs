//! Whether two expressions come to the same for a caller who sets nothing that is new.

use super::normal;
use super::pair::Pair;
use crate::terraform::{Expression, Given, Module, ModuleScope};

/// The two sides of a comparison.
pub(super) struct Alike<'p> {
    old: &'p Module,
    new: &'p Module,
    /// What the variables are set to: those of the old version to what is not known, and those
    /// that are new to their defaults.
    given: Given,
}

impl<'p> Alike<'p> {
    pub(super) fn new(pair: &Pair<'p>) -> Self {
        let (old, new) = (pair.old.module, pair.new.module);
        let given = old.variables.keys().map(|name| (name.clone(), None)).collect();
        Self { old, new, given }
    }

    /// Whether an expression of each side comes to the same, as far as the text tells.
    pub(super) fn same(&self, old: &Expression, new: &Expression) -> bool {
        let scope = |module| ModuleScope { module, given: &self.given };
        match (normal::text(old, scope(self.old)), normal::text(new, scope(self.new))) {
            (Some(before), Some(now)) => before == now,
            // What cannot be read, or is too long, is compared as it is written.
            _ => self.old.text(old.place) == self.new.text(new.place),
        }
    }

    /// The same where an expression may be missing.
    pub(super) fn both(&self, old: Option<&Expression>, new: Option<&Expression>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }
}
