//! Which object of the old version is which of the new, what is gone and what was added.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Alteration, Kind, Search};
use crate::diag::nearest;
use crate::release::known::Existence;
use crate::release::lint::Spot;
use crate::release::moves::{self, Address, Key, Landing};
use crate::release::objects::{Object, Objects, Repetition};
use crate::terraform::{ModuleCall, ModuleSource, Resource, ResourceMode};

/// Which objects of the two versions are the same, by their addresses in the old and the new one.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) resources: Vec<(String, String)>,
    pub(super) calls: Vec<(String, String)>,
}

/// Where an object of the old version stands in the new one.
#[derive(Debug)]
pub(super) struct Whither {
    pub(super) landing: Landing,
    /// Its address in the new version, without keys.
    pub(super) block: String,
    /// The first step of the way whose instance is not there any more.
    pub(super) unfit: Option<usize>,
}

impl Search<'_, '_> {
    /// Matches what both versions declare; what is only in one of them is found.
    pub(super) fn addresses(&mut self) -> Matched {
        let (old, new) = (&self.pair.old.objects, &self.pair.new.objects);
        let mut matched = Matched::default();
        let mut lost = Vec::new();
        for address in old.calls.keys() {
            let Some(there) = self.whither(address) else { continue };
            if new.calls.contains_key(&there.block) {
                matched.calls.push((address.clone(), there.block.clone()));
            } else {
                lost.push(address.clone());
            }
        }
        let mut gone = BTreeMap::new();
        for (address, object) in &old.resources {
            let Some(there) = self.whither(address) else { continue };
            if new.resources.contains_key(&there.block) {
                matched.resources.push((address.clone(), there.block.clone()));
            } else if !is_hidden(new, &there.landing.address) {
                gone.insert(address.clone(), (object, there.block.clone()));
            }
        }
        let (mut calls, mut resources) = self.added(&matched);
        self.moved(&matched);
        for successor in self.lost_calls(&lost, &mut gone, &calls) {
            resources.retain(|address| !is_below(address, &successor));
            calls.retain(|call| *call != successor && !is_below(call, &successor));
        }
        for (address, (object, block)) in gone {
            if let Some(successor) = self.gone(&address, object, &block, &resources) {
                resources.remove(&successor);
            }
        }
        self.added_calls(&calls, &resources);
        self.deleted_moves();
        matched
    }

    /// Where an object of the old version stands in the new one.
    pub(super) fn whither(&self, address: &str) -> Option<Rc<Whither>> {
        if let Some(known) = self.whither.borrow().get(address) {
            return known.clone();
        }
        let start = representative(&self.pair.old.objects, address);
        let found = start.map(|start| Rc::new(self.ends(&start)));
        self.whither.borrow_mut().insert(address.to_owned(), found.clone());
        found
    }

    pub(super) fn ends(&self, start: &Address) -> Whither {
        let new = &self.pair.new.objects;
        let landing = moves::land(start, &self.statements);
        let steps = &landing.address.steps;
        let fits = |at: usize| {
            let step = &steps[at];
            let repetition = new.repetition(&moves::block(&steps[..=at]));
            // A resource that gets or loses `count` is moved to or from `[0]` by Terraform itself.
            let by_itself = landing.by.is_empty()
                && !step.name.starts_with("module.")
                && match repetition {
                    Some(Repetition::Single) => step.key == Key::Number("0".to_owned()),
                    Some(Repetition::Count) => step.key == Key::Single,
                    _ => false,
                };
            repetition.is_none_or(|repetition| step.key.fits(repetition) || by_itself)
        };
        let unfit = (0..steps.len()).find(|at| !fits(*at));
        Whither { block: landing.address.block(), unfit, landing }
    }

    /// What the new version declares that no object of the old one became: calls and resources.
    fn added(&self, matched: &Matched) -> (BTreeSet<String>, BTreeSet<String>) {
        let (old, new) = (&self.pair.old.objects, &self.pair.new.objects);
        let taken: BTreeSet<_> = matched.calls.iter().map(|(_, new)| new).collect();
        let calls = new.calls.keys().filter(|call| !taken.contains(call)).cloned().collect();
        let back: BTreeMap<_, _> = matched.calls.iter().map(|(old, new)| (new, old)).collect();
        let taken: BTreeSet<_> = matched.resources.iter().map(|(_, new)| new).collect();
        let seen_before = |object: &Object<'_, Resource>| {
            back.get(&object.prefix).is_none_or(|call| old.is_open(call))
        };
        let resources = new
            .resources
            .iter()
            .filter(|(address, object)| !taken.contains(address) && seen_before(object));
        (calls, resources.map(|(address, _)| address.clone()).collect())
    }

    /// Tells what `moved` blocks took elsewhere: a module as a whole, where it was moved as one.
    fn moved(&mut self, matched: &Matched) {
        let (old, new) = (&self.pair.old.objects, &self.pair.new.objects);
        let mut found = Vec::new();
        for (address, block) in &matched.calls {
            let call = &old.calls[address];
            let along = self.went_along(&call.prefix, &call.what.address(), block);
            if address != block && !along && self.fits(address) {
                let there = &new.calls[block];
                let spots = (call.spot(call.what.name_place), there.spot(there.what.name_place));
                found.push(told(Kind::ResourceMoved, address, block, spots));
            }
        }
        for (address, block) in &matched.resources {
            let (object, there) = (&old.resources[address], &new.resources[block]);
            let same_type = object.what.kind == there.what.kind;
            let managed = object.what.mode == ResourceMode::Managed;
            let along = self.went_along(&object.prefix, &object.what.address(), block);
            if address == block || !managed || (same_type && along) || !self.fits(address) {
                continue;
            }
            let places = (object.spot(object.what.name_place), there.spot(there.what.name_place));
            let kind = if same_type { Kind::ResourceMoved } else { Kind::ResourceMovedAcrossTypes };
            found.push(told(kind, address, block, places));
        }
        self.found.extend(found);
    }

    /// Whether the instances of an object are still there.
    fn fits(&self, address: &str) -> bool {
        self.whither(address).is_some_and(|there| there.unfit.is_none())
    }

    /// Whether an object is where the module around it went.
    fn went_along(&self, prefix: &str, within: &str, block: &str) -> bool {
        if prefix.is_empty() {
            return false;
        }
        let around = self.whither(prefix);
        around.is_some_and(|around| block == format!("{}.{within}", around.block))
    }

    /// Tells module calls that are gone with all that they held, and takes that out of `gone`;
    /// returns what they probably are now.
    fn lost_calls(
        &mut self,
        lost: &[String],
        gone: &mut BTreeMap<String, (&Object<'_, Resource>, String)>,
        added: &BTreeSet<String>,
    ) -> Vec<String> {
        let (old, new) = (&self.pair.old.objects, &self.pair.new.objects);
        let mut told: Vec<&str> = Vec::new();
        let mut successors = Vec::new();
        for address in lost {
            if told.iter().any(|around| is_below(address, around)) {
                continue;
            }
            let inside = old
                .resources
                .iter()
                .filter(|(a, o)| is_below(a, address) && o.what.mode == ResourceMode::Managed);
            let inside: Vec<_> = inside.map(|(a, _)| a).collect();
            let call = &old.calls[address];
            let closed = old.calls.iter().any(|(a, call)| {
                (a == address || is_below(a, address)) && !old.is_open(a) && keeps_state(call.what)
            });
            let all_gone = inside.iter().all(|a| gone.contains_key(*a));
            if !all_gone || (inside.is_empty() && !closed) {
                continue;
            }
            told.push(address);
            gone.retain(|a, _| !is_below(a, address));
            let block =
                self.whither(address).map_or_else(|| address.clone(), |there| there.block.clone());
            let spot = call.spot(call.what.name_place);
            if let Some((destroy, removed)) = self.removed(&block)
                && !destroy
            {
                let forgotten = Alteration::new(Kind::ResourceForgotten, address);
                self.found.push(forgotten.between(spot, removed));
                continue;
            }
            let same_source =
                |a: &&String| new.calls[*a].what.source_text() == call.what.source_text();
            let candidates: Vec<_> = added.iter().filter(same_source).collect();
            let alteration = Alteration::new(Kind::ModuleCallRemoved, address);
            let near = successor(&block, &candidates);
            let near = near.and_then(|near| Some((near, new.calls.get(near)?)));
            let there = near.as_ref().map(|(_, call)| call.spot(call.what.name_place));
            let is = near.map(|(near, _)| near.to_owned()).unwrap_or_default();
            successors.extend((!is.is_empty()).then(|| is.clone()));
            self.found.push(alteration.is(is).between(spot, there));
        }
        successors
    }

    /// Tells one resource or data source that is gone; returns what it probably is now.
    fn gone(
        &mut self,
        address: &str,
        object: &Object<'_, Resource>,
        block: &str,
        added: &BTreeSet<String>,
    ) -> Option<String> {
        let (old, new) = (&self.pair.old.objects, &self.pair.new.objects);
        let what = object.what;
        let spot = object.spot(what.name_place);
        let inside = (object.prefix.as_str(), object.module);
        let never = self.old.existence(old, inside, what.count.as_ref(), what.for_each.as_ref());
        let kind = match what.mode {
            ResourceMode::Data => Kind::DataSourceRemoved,
            ResourceMode::Managed if never != Existence::Off => Kind::ResourceRemoved,
            _ => return None,
        };
        let alteration = Alteration::new(kind, address);
        if kind == Kind::DataSourceRemoved {
            self.found.push(alteration.between(spot, None));
            return None;
        }
        let removed = self.removed(block);
        if let Some((false, removed)) = removed {
            let forgotten = Alteration::new(Kind::ResourceForgotten, address);
            self.found.push(forgotten.between(spot, removed));
            return None;
        }
        let same = |a: &&String| {
            let other = new.resources[*a].what;
            (other.mode, &other.kind) == (what.mode, &what.kind)
        };
        let candidates: Vec<_> = added.iter().filter(same).collect();
        // What a `removed` block destroys did not become something else.
        let near = successor(block, &candidates).filter(|_| removed.is_none());
        let there = near.and_then(|near| new.resources.get(near));
        let there = there.map(|there| there.spot(there.what.name_place));
        self.found.push(alteration.is(near.unwrap_or_default()).between(spot, there));
        near.map(str::to_owned)
    }

    /// The `removed` block of the new version for an address: whether it destroys, and its place.
    fn removed(&self, block: &str) -> Option<(bool, Spot)> {
        self.pair.new.objects.modules.iter().find_map(|(prefix, dir, module)| {
            let statement = module.removed.iter().find(|removed| {
                let from = removed.from.as_deref().and_then(Address::parse);
                from.is_some_and(|from| {
                    let from = joined(prefix, &from.block());
                    block == from || is_below(block, &from)
                })
            })?;
            Some((statement.destroy, Spot { dir: dir.clone(), place: statement.place }))
        })
    }
}

/// One instance of an object, standing for all.
fn representative(objects: &Objects<'_>, block: &str) -> Option<Address> {
    let mut address = Address::parse(block)?;
    for at in 0..address.steps.len() {
        let repetition = objects.repetition(&moves::block(&address.steps[..=at]))?;
        address.steps[at].key = Key::of(repetition);
    }
    Some(address)
}

fn told(kind: Kind, address: &str, block: &str, (old, new): (Spot, Spot)) -> Alteration {
    Alteration::new(kind, address).was(address).is(block).between(old, new)
}

/// Whether an address is in a module whose call is there and whose inside is not seen.
fn is_hidden(objects: &Objects<'_>, address: &Address) -> bool {
    (1..address.steps.len()).any(|length| {
        let call = moves::block(&address.steps[..length]);
        objects.calls.contains_key(&call) && !objects.is_open(&call)
    })
}

/// Whether a module that is not seen may have resources: all but the one that makes up names.
pub(super) fn keeps_state(call: &ModuleCall) -> bool {
    let names_only = |source: &ModuleSource| {
        let address = source.as_registry();
        address.is_some_and(|address| {
            (address.name.as_str(), address.provider.as_str()) == ("label", "null")
        })
    };
    !matches!(&call.source, Some(Ok(source)) if names_only(source))
}

/// The one of the candidates that an object probably became.
fn successor<'c>(gone: &str, candidates: &[&'c String]) -> Option<&'c str> {
    match candidates {
        [only] => Some(only),
        several => nearest(gone, several.iter().map(|c| c.as_str())),
    }
}

pub(super) fn joined(prefix: &str, address: &str) -> String {
    if prefix.is_empty() { address.to_owned() } else { format!("{prefix}.{address}") }
}

/// Whether an address is inside another.
pub(super) fn is_below(address: &str, around: &str) -> bool {
    address.strip_prefix(around).is_some_and(|rest| rest.starts_with('.'))
}
