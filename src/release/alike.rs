//! Whether two expressions come to the same for a caller who sets nothing that is new.

use super::normal;
use super::pair::Pair;
use super::renewed::Renewed;
use crate::terraform::{Expression, Given, Module, ModuleScope};

/// The two sides of a comparison.
#[derive(Debug)]
pub(super) struct Alike<'p> {
    old: &'p Module,
    new: &'p Module,
    /// What the variables are set to: those of the old version to what is not known, and those
    /// that are new to their defaults.
    given: Given,
    renewed: Renewed,
}

impl<'p> Pair<'p> {
    /// What tells whether expressions of the two modules come to the same.
    pub(super) fn alike(&self) -> &Alike<'p> {
        self.facts.alike.get_or_init(|| Alike::new(self))
    }
}

impl<'p> Alike<'p> {
    fn new(pair: &Pair<'p>) -> Self {
        let (old, new) = (pair.old.module, pair.new.module);
        let given: Given = old.variables.keys().map(|name| (name.clone(), None)).collect();
        let scope = |module| ModuleScope { module, given: &given };
        let renewed = Renewed::between(scope(old), scope(new));
        Self { old, new, given, renewed }
    }

    /// Whether an expression of each side comes to the same, as far as the text tells.
    pub(super) fn same(&self, old: &Expression, new: &Expression) -> bool {
        if self.spares(old, new) {
            return true;
        }
        let scope = |module| ModuleScope { module, given: &self.given };
        match (normal::text(old, scope(self.old)), normal::text(new, scope(self.new))) {
            (Some(before), Some(now)) => before == now,
            // What cannot be read, or is too long, is compared as it is written.
            _ => self.old.text(old.place) == self.new.text(new.place),
        }
    }

    /// Whether the two are written alike and name nothing that changed; `false` says nothing.
    pub(super) fn spares(&self, old: &Expression, new: &Expression) -> bool {
        self.renewed.spares((self.old, old), (self.new, new))
    }

    /// The same where an expression may be missing.
    pub(super) fn both(&self, old: Option<&Expression>, new: Option<&Expression>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }
}
