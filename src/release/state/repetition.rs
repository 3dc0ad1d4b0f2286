//! What becomes of the instances when `count` and `for_each` change.

use super::compare::Inside;
use super::keys::KeySources;
use super::{Alteration, Kind, Search};
use crate::release::known::Known;
use crate::release::lint::Spot;
use crate::release::normal;
use crate::release::objects::{Object, Repetition};
use crate::terraform::{Argument, Module, ResourceMode, render};

/// What repeats an object on one side.
struct Repeated<'a> {
    prefix: &'a str,
    module: &'a Module,
    count: Option<&'a Argument>,
    for_each: Option<&'a Argument>,
    /// Where to point when it is not repeated.
    spot: Spot,
    /// What of the side is known.
    known: &'a Known,
}

impl Repeated<'_> {
    fn repetition(&self) -> Repetition {
        Repetition::of(self.count, self.for_each)
    }

    fn count(&self) -> Option<u64> {
        self.count.and_then(|count| self.known.count(self.prefix, self.module, count))
    }

    fn argument(&self) -> Option<&Argument> {
        self.for_each.or(self.count)
    }

    fn inside(&self) -> Inside<'_> {
        Inside { prefix: self.prefix, module: self.module, known: self.known }
    }

    fn spot(&self) -> Spot {
        let argument = self.count.or(self.for_each);
        argument.map_or_else(|| self.spot.clone(), |a| Spot { place: a.place, ..self.spot.clone() })
    }

    fn text(&self, argument: &Argument) -> Option<String> {
        normal::text(&argument.value, self.known.scope(self.prefix, self.module))
    }

    fn shown(&self, argument: &Argument) -> String {
        super::compare::short(self.module.text(argument.value.place))
    }
}

impl Search<'_, '_> {
    /// Looks at how a module call is repeated; one that holds nothing in state does not matter.
    pub(super) fn repetition_of_call(&mut self, old: &str, new: &str) {
        let (old_side, new_side) = (&self.pair.old.objects, &self.pair.new.objects);
        let holds_state = !old_side.is_open(old)
            || old_side.resources.iter().any(|(address, object)| {
                super::addresses::is_below(address, old)
                    && object.what.mode == ResourceMode::Managed
            });
        if !holds_state {
            return;
        }
        let (before, after) = (&old_side.calls[old], &new_side.calls[new]);
        let sides = [(before, &self.old), (after, &self.new)].map(|(object, known)| Repeated {
            prefix: &object.prefix,
            module: object.module,
            count: object.what.count.as_ref(),
            for_each: object.what.for_each.as_ref(),
            spot: object.spot(object.what.name_place),
            known,
        });
        let found = self.repeated(old, sides, false);
        self.found.extend(found);
    }

    /// Looks at how a resource is repeated.
    pub(super) fn repetition_of_resource(
        &mut self,
        address: &str,
        before: &Object<'_, crate::terraform::Resource>,
        after: &Object<'_, crate::terraform::Resource>,
    ) {
        let sides = [(before, &self.old), (after, &self.new)].map(|(object, known)| Repeated {
            prefix: &object.prefix,
            module: object.module,
            count: object.what.count.as_ref(),
            for_each: object.what.for_each.as_ref(),
            spot: object.spot(object.what.name_place),
            known,
        });
        let found = self.repeated(address, sides, true);
        self.found.extend(found);
    }

    fn repeated(
        &self,
        address: &str,
        [old, new]: [Repeated<'_>; 2],
        by_itself: bool,
    ) -> Option<Alteration> {
        let whither = self.whither(address)?;
        let told = |kind| {
            let alteration = Alteration::new(kind, address).between(old.spot(), new.spot());
            let words = |side: &Repeated<'_>| side.repetition().words();
            Some(alteration.was(words(&old)).is(words(&new)))
        };
        let own = whither.landing.address.steps.len() - 1;
        match whither.unfit {
            Some(at) if at == own => return told(Kind::RepetitionChanged),
            // Told of the module call around it.
            Some(_) => return None,
            None => {}
        }
        if let (Some(before), Some(after)) = (old.argument(), new.argument())
            && old.repetition() == new.repetition()
            && self.spares((old.inside(), &before.value), (new.inside(), &after.value))
        {
            return None;
        }
        match (old.repetition(), new.repetition()) {
            (Repetition::Single, Repetition::Single) => None,
            (Repetition::Count, Repetition::Count) => self.counts(address, &old, &new),
            (Repetition::ForEach, Repetition::ForEach) => keys(address, &old, &new),
            _ if !whither.landing.by.is_empty() || !by_itself => told(Kind::RepetitionMoved),
            (Repetition::Single, _) => match new.count() {
                Some(0) => told(Kind::RepetitionChanged),
                Some(_) => told(Kind::RepetitionMoved),
                None => told(Kind::CountChanged),
            },
            _ => match old.count() {
                Some(1) => told(Kind::RepetitionMoved),
                Some(2..) => told(Kind::RepetitionChanged),
                Some(0) | None => told(Kind::CountChanged),
            },
        }
    }

    fn counts(&self, address: &str, old: &Repeated<'_>, new: &Repeated<'_>) -> Option<Alteration> {
        let (before, after) = (old.count?, new.count?);
        let same = match (old.count(), new.count()) {
            (Some(a), Some(b)) => a == b,
            _ => old.text(before).is_some_and(|text| Some(text) == new.text(after)),
        };
        let alteration = Alteration::new(Kind::CountChanged, address);
        let (was, is) = (old.shown(before), new.shown(after));
        let now =
            if was == is { "other local values in it".to_owned() } else { format!("count {is}") };
        let alteration = alteration.was(format!("had count {was}")).is(format!("has {now}"));
        (!same).then(|| alteration.between(old.spot(), new.spot()))
    }
}

fn keys(address: &str, old: &Repeated<'_>, new: &Repeated<'_>) -> Option<Alteration> {
    let (before, after) = (old.for_each?, new.for_each?);
    let instance = |kind, key: &str| {
        let instance = format!("{address}[{}]", render::string(key));
        Some(Alteration::new(kind, instance).between(old.spot(), new.spot()))
    };
    let sources = |side: &Repeated<'_>, argument: &Argument| {
        KeySources::of(side.known.scope(side.prefix, side.module), argument.value.place)
    };
    let keys = |side: &Repeated<'_>, argument| side.known.keys(side.prefix, side.module, argument);
    let kind = match (keys(old, before), keys(new, after)) {
        (Some(a), Some(b)) if a == b => return None,
        (Some(a), Some(b)) if a.iter().all(|key| b.contains(key)) => {
            let more = b.iter().find(|key| !a.contains(key)).cloned().unwrap_or_default();
            return instance(Kind::ResourceAdded, &more);
        }
        (Some(_), Some(_)) => Kind::ForEachKeysChanged,
        _ => {
            let (a, b) = (old.text(before), new.text(after));
            if a.is_some() && a == b {
                return None;
            }
            let Some((a, b)) = sources(old, before).zip(sources(new, after)) else {
                let alteration = Alteration::new(Kind::ForEachKeysUndecided, address);
                let told = alteration.was(old.shown(before)).is(new.shown(after));
                return Some(told.between(old.spot(), new.spot()));
            };
            // What gave keys, and gives them no more, whatever callers pass.
            let lost = !a.of.is_subset(&b.of) || !a.keys.is_subset(&b.keys);
            match (a.of == b.of, a.keys.is_subset(&b.keys)) {
                (true, false) => Kind::ForEachKeysChanged,
                (false, _) if lost && !a.opaque && !b.opaque => Kind::ForEachKeysChanged,
                (false, _) => Kind::ForEachKeysUndecided,
                (true, true) if a.conditions != b.conditions => Kind::ForEachFilterChanged,
                (true, true) => match b.keys.difference(&a.keys).next() {
                    Some(more) => return instance(Kind::ResourceAddedUndecided, more),
                    None => return None,
                },
            }
        }
    };
    let alteration = Alteration::new(kind, address).was(old.shown(before)).is(new.shown(after));
    Some(alteration.between(old.spot(), new.spot()))
}
