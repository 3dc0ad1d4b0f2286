//! `variable-error-message-changed`: what a validation says when it refuses.

use crate::release::class::Class;
use crate::release::conditions::squeezed;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::validations::condition_change;
use crate::terraform::{InputVariable, Module, Place};
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    id: "variable-error-message-changed",
    group: Group::Variables,
    class: Class::Patch,
    title: "The error message of a validation changed",
    explanation: "What is refused is the same; only the words for it changed.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables() {
        let same = condition_change((pair.old.module, old), (pair.new.module, new)).is_none();
        let Some((was, is)) = messages(pair, old, new).filter(|_| same) else { continue };
        let name = &old.name;
        found
            .add(name, format!("a validation of `{name}` refuses in other words"))
            .old(pair.old.spot(was))
            .new(pair.new.spot(is));
    }
}

/// The first message of each side that the other does not have.
fn messages(pair: &Pair<'_>, old: &InputVariable, new: &InputVariable) -> Option<(Place, Place)> {
    let (was, is) = (said(pair.old.module, old), said(pair.new.module, new));
    let was_only = was.iter().find(|(text, _)| !is.contains_key(*text));
    let is_only = is.iter().find(|(text, _)| !was.contains_key(*text));
    match (was_only, is_only) {
        (None, None) => None,
        (was, is) => Some((
            was.map_or(old.name_place, |(_, place)| *place),
            is.map_or(new.name_place, |(_, place)| *place),
        )),
    }
}

fn said(module: &Module, variable: &InputVariable) -> BTreeMap<String, Place> {
    let messages = variable.validations.iter().filter_map(|v| v.error_message.as_ref());
    messages.map(|message| (squeezed(module.text(message.place)), message.place)).collect()
}
