//! A change made ready to be tried: everything that is needed, and nothing borrowed.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::caller::Callers;
use super::files::{Files, Sees, skeleton};
use crate::release::{Caller, Change, Group, Pair};
use crate::schema::Providers;

/// A change made ready to be tried.
#[derive(Debug)]
pub(super) struct Case {
    /// Its place among the changes.
    pub(super) index: usize,
    /// A name for its folder.
    pub(super) name: String,
    /// What happened, for the reader of what is kept.
    pub(super) message: String,
    /// What changed, by its name.
    pub(super) subject: String,
    /// Whether it is about a resource, whose address the subject then is.
    pub(super) of_resource: bool,
    /// Whether the old version is applied first.
    pub(super) applies: bool,
    /// The outputs that are compared, by name, each with the expression that it gives.
    pub(super) outputs: BTreeMap<String, String>,
    /// The variable of which it is compared what the module sees.
    pub(super) sees: Option<Sees>,
    /// The module as it is.
    pub(super) whole: Setting,
    /// The module's input variables and nothing else, for when the whole cannot be planned.
    pub(super) variables: Option<Setting>,
}

/// Both versions of a module, and who calls them.
#[derive(Debug)]
pub(super) struct Setting {
    /// The callers.
    pub(super) callers: Callers,
    /// The files of the old version.
    pub(super) old: Files,
    /// The files of the new one.
    pub(super) new: Files,
}

impl Case {
    /// Makes a change ready; an error is why it cannot be tried, one clause.
    pub(super) fn new(
        index: usize,
        pair: &Pair<'_>,
        change: &Change,
        caller: Caller,
        providers: &Providers,
    ) -> Result<Self, String> {
        let sees = caller.looks_inside.as_deref().map(|name| Sees::new(pair, name)).transpose()?;
        let callers = |whole: bool| {
            let providers = whole.then_some(providers);
            Callers::new(pair, change, &caller, sees.as_ref(), providers)
        };
        let (mut old, mut new) =
            (pair.old.package.tree.files.clone(), pair.new.package.tree.files.clone());
        if let Some(sees) = &sees {
            sees.add(&pair.old, &mut old);
            sees.add(&pair.new, &mut new);
        }
        // What is told of an input variable alone needs nothing of the module besides.
        let alone = !caller.applies
            && caller.outputs.is_empty()
            && (sees.is_some() || change.lint.group == Group::Variables);
        let variables = alone.then_some(()).and_then(|()| {
            let (old, new) =
                (skeleton(&pair.old, sees.as_ref())?, skeleton(&pair.new, sees.as_ref())?);
            Some(Setting { callers: callers(false).ok()?, old, new })
        });
        Ok(Self {
            index,
            name: name(index, change),
            message: change.message.clone(),
            subject: change.subject.clone(),
            of_resource: change.lint.group == Group::Resources,
            applies: caller.applies,
            whole: Setting { callers: callers(true)?, old, new },
            variables,
            sees,
            outputs: caller.outputs.into_iter().collect(),
        })
    }
}

/// `03-variable-removed-size`
fn name(index: usize, change: &Change) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let entry = change.entry.as_str();
    let subject: String =
        [entry, &change.subject].join(" ").trim().chars().map(plain).take(80).collect();
    let number = index + 1;
    Utf8PathBuf::from(format!("{number:02}-{}-{subject}", change.lint.id)).into_string()
}
