//! Which alterations touch what a guardrail of the card stands on.

use super::addresses::is_below;
use super::{Kind, Search};

impl Search<'_, '_> {
    /// Makes a weakened guardrail of what changes or takes away what one stands on.
    pub(super) fn guarded(&mut self) {
        for at in 0..self.found.len() {
            let alteration = &self.found[at];
            if may_weaken(alteration.kind) && self.is_guarded(&alteration.subject) {
                self.found[at].kind = Kind::GuardrailWeakened;
            }
        }
    }

    /// Whether a guardrail stands on an address, on what is in it or on what is around it.
    pub(super) fn is_guarded(&self, address: &str) -> bool {
        self.pair.guarded.iter().any(|guarded| {
            guarded == address || is_below(address, guarded) || is_below(guarded, address)
        })
    }
}

fn may_weaken(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ArgumentAdded
            | Kind::ArgumentAddedOptional
            | Kind::ArgumentChanged
            | Kind::ArgumentRemoved
            | Kind::ArgumentReplaces
            | Kind::BlockAdded
            | Kind::BlockRemoved
            | Kind::CountChanged
            | Kind::ExpressionChanged
            | Kind::ForEachFilterChanged
            | Kind::ModuleCallRemoved
            | Kind::ResourceForgotten
            | Kind::ResourceRemoved
    )
}
