//! `moved` blocks that are gone while somebody may still come from before them.

use super::addresses::Whither;
use super::{Alteration, Kind, Search};
use crate::release::lint::Spot;
use crate::release::moves::{self, Address, Key, Step};
use crate::release::objects::Repetition;

impl Search<'_, '_> {
    /// Tells `moved` blocks that are gone, where callers who skip versions still need them.
    pub(super) fn deleted_moves(&mut self) {
        let new = &self.pair.new.objects;
        let exists =
            |whither: &Whither| new.repetition(&whither.block).is_some() && whither.unfit.is_none();
        let kept = |old: &moves::Statement| {
            self.statements
                .all
                .iter()
                .any(|new| (&old.within, &old.from, &old.to) == (&new.within, &new.from, &new.to))
        };
        let mut told: Vec<Spot> = Vec::new();
        let mut found = Vec::new();
        for statement in moves::statements(&self.pair.old.objects).all {
            if kept(&statement) || told.contains(&statement.spot) {
                continue;
            }
            let absolute = |end: &Address| {
                let above = statement.within.iter();
                let above = above.map(|name| Step { name: name.clone(), key: Key::Single });
                // Which instance of the modules around does not matter: any will do.
                let mut steps: Vec<Step> = above.collect();
                for at in 0..steps.len() {
                    let repetition = new.repetition(&moves::block(&steps[..=at]));
                    steps[at].key = Key::of(repetition.unwrap_or(Repetition::Single));
                }
                steps.extend(end.steps.iter().cloned());
                Address { steps }
            };
            let (from, to) = (absolute(&statement.from), absolute(&statement.to));
            let target = self.ends(&to);
            let stands = new.repetition(&target.block).is_some();
            let whole = statement.from.block() != statement.to.block();
            let start = self.ends(&from);
            let arrives =
                if whole { new.repetition(&start.block).is_some() } else { exists(&start) };
            if stands && !arrives {
                told.push(statement.spot.clone());
                let alteration = Alteration::new(Kind::MovedBlockRemoved, from.block());
                let alteration = alteration.was(from.block()).is(target.block);
                found.push(alteration.between(statement.spot.clone(), None));
            }
        }
        self.found.extend(found);
    }
}
