//! What an upgrade does to what a module creates: every alteration of its resources, data sources
//! and module calls, found once and then told apart by the lints of resources.
//!
//! Each alteration has one kind, and each kind is told by one lint, so that nothing is told twice.

mod added;
mod addresses;
mod arguments;
mod blocks;
mod compare;
mod guard;
mod keys;
mod lifecycle;
mod repetition;
mod unmoved;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use camino::Utf8Path;

use self::addresses::{Whither, is_below};
use super::known::{Existence, Known};
use super::lint::{Change, Found, Spot};
use super::moves::{self, Statements};
use super::pair::{Pair, Side};
use super::renewed::Renewed;
use super::witness::Caller;
use crate::terraform::Given;

/// The kinds of alteration, each told by one lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    ArgumentAdded,
    ArgumentAddedOptional,
    ArgumentChanged,
    ArgumentRemoved,
    ArgumentReplaces,
    BlockAdded,
    BlockRemoved,
    CheckAdded,
    CheckRemoved,
    ConditionAdded,
    CountChanged,
    CreateBeforeDestroyChanged,
    DataSourceAdded,
    DataSourceRemoved,
    EphemeralAdded,
    ExpressionChanged,
    ForEachFilterChanged,
    ForEachKeysChanged,
    ForEachKeysUndecided,
    GuardrailWeakened,
    IgnoreChangesNarrowed,
    IgnoreChangesUndecided,
    IgnoreChangesWidened,
    ModuleCallRemoved,
    MovedBlockRemoved,
    PreventDestroyAdded,
    PreventDestroyRemoved,
    ProgramAdded,
    ReplaceTriggeredByAdded,
    RepetitionChanged,
    RepetitionMoved,
    ResourceAdded,
    ResourceAddedOff,
    ResourceAddedUndecided,
    ResourceForgotten,
    ResourceMoved,
    ResourceMovedAcrossTypes,
    ResourceProviderChanged,
    ResourceRemoved,
}

/// Something that an upgrade does.
#[derive(Debug, Clone)]
pub(super) struct Alteration {
    pub(super) kind: Kind,
    /// The address that callers know it by, with the argument: `aws_vpc.this.cidr_block`.
    pub(super) subject: String,
    /// What it was, short; empty when that says nothing.
    pub(super) was: String,
    /// What it is, short; empty when that says nothing.
    pub(super) is: String,
    pub(super) old: Option<Spot>,
    pub(super) new: Option<Spot>,
}

impl Alteration {
    fn new(kind: Kind, subject: impl Into<String>) -> Self {
        let (was, is) = (String::new(), String::new());
        Self { kind, subject: subject.into(), was, is, old: None, new: None }
    }

    fn was(self, was: impl Into<String>) -> Self {
        Self { was: was.into(), ..self }
    }

    fn is(self, is: impl Into<String>) -> Self {
        Self { is: is.into(), ..self }
    }

    fn between(self, old: impl Into<Option<Spot>>, new: impl Into<Option<Spot>>) -> Self {
        Self { old: old.into(), new: new.into(), ..self }
    }

    /// Tells it as a change.
    pub(super) fn tell<'f>(&self, found: &'f mut Found, message: String) -> &'f mut Change {
        let change = found.add(&self.subject, message);
        change.old.clone_from(&self.old);
        change.new.clone_from(&self.new);
        change
    }
}

impl Pair<'_> {
    /// The alterations of one kind.
    pub(super) fn altered(&self, kind: Kind) -> impl Iterator<Item = &Alteration> {
        let all = self.new.alterations.get_or_init(|| alterations(self));
        all.iter().filter(move |alteration| alteration.kind == kind)
    }
}

/// What callers, and the author before them, can do about an object that has another address.
pub(super) fn moved_block(alteration: &Alteration) -> String {
    let (from, to) = (&alteration.subject, &alteration.is);
    if to.is_empty() {
        return "save what it holds before upgrading".to_owned();
    }
    format!(
        "if it is `{to}` now, this in the module keeps it:\nmoved {{\n  from = {from}\n  to   = {to}\n}}"
    )
}

impl Pair<'_> {
    /// The caller that has what `subject` names in its state, and so loses it; `None` when a
    /// caller who sets no more than it must does not have it.
    pub(super) fn applied(&self, subject: &str) -> Option<Caller> {
        let objects = &self.old.objects;
        let resources = objects.resources.iter().filter(|(address, _)| {
            *address == subject || is_below(subject, address) || is_below(address, subject)
        });
        let known = Known::new(objects, Given::new());
        let there = resources.map(|(_, object)| object).any(|object| {
            let inside = (object.prefix.as_str(), object.module);
            let (count, each) = (object.what.count.as_ref(), object.what.for_each.as_ref());
            known.existence(objects, inside, count, each) != Existence::Off
        });
        there.then(|| Caller { applies: true, ..Caller::default() })
    }
}

/// What the search for alterations knows.
struct Search<'s, 'p> {
    pair: &'s Pair<'p>,
    /// The `moved` blocks of the new version.
    statements: Statements,
    /// What is known in the old version whatever callers pass.
    old: Known,
    /// What is known in the new version of callers of the old one: inputs that they cannot set
    /// yet have their defaults.
    new: Known,
    /// What is known in the new version when nothing is set that need not be.
    defaults: Known,
    /// What stands for something else in a module of the new version than in one of the old, by
    /// their addresses, where that was asked.
    renewed: RefCell<BTreeMap<(String, String), Renewed>>,
    /// Where objects of the old version stand in the new one, where that was asked.
    whither: RefCell<HashMap<String, Option<Rc<Whither>>>>,
    found: Vec<Alteration>,
}

fn alterations(pair: &Pair<'_>) -> Vec<Alteration> {
    let unknown = |side: &Side<'_>| -> Given {
        side.module.variables.keys().map(|name| (name.clone(), None)).collect()
    };
    let mut search = Search {
        pair,
        statements: moves::statements(&pair.new.objects),
        old: Known::new(&pair.old.objects, unknown(&pair.old)),
        new: Known::new(&pair.new.objects, unknown(&pair.old)),
        defaults: Known::new(&pair.new.objects, Given::new()),
        renewed: RefCell::default(),
        whither: RefCell::default(),
        found: Vec::new(),
    };
    let matched = search.addresses();
    for (old, new) in &matched.calls {
        search.repetition_of_call(old, new);
        search.call_arguments(old, new);
    }
    for (old, new) in &matched.resources {
        search.resource(old, new);
    }
    search.checks();
    search.guarded();
    let [old, new] =
        [&pair.old, &pair.new].map(|side| side.package.entries().collect::<BTreeSet<&Utf8Path>>());
    let elsewhere = |spot: &Option<Spot>| {
        let dir = spot.as_ref().map(|spot| spot.dir.as_path()).filter(|dir| *dir != pair.new.dir);
        dir.is_some_and(|dir| old.contains(dir) && new.contains(dir))
    };
    // What is small and stands in a module that callers name themselves is told of that one.
    let small = [Kind::ExpressionChanged, Kind::ArgumentAddedOptional];
    search.found.retain(|told| !small.contains(&told.kind) || !elsewhere(&told.new));
    search.found
}
