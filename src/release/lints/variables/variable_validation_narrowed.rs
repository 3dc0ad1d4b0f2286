//! `variable-validation-narrowed`: a value that was allowed and is refused.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shown::in_few;
use crate::release::validations::{Fate, condition_changes};
use crate::release::witness::Caller;
use crate::terraform::render;

pub(super) static LINT: Lint = Lint {
    id: "variable-validation-narrowed",
    group: Group::Variables,
    class: Class::Major,
    title: "A value that was allowed is refused",
    explanation: "The old version names the value in a validation, as one of a list, as a \
                  limit, or by a pattern, and takes it; the new one refuses it with \
                  `Invalid value for variable`. Which other values are refused is not \
                  said.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in condition_changes(pair) {
        if let Fate::Narrowed(value) = &change.fate {
            let (name, value) = (&change.name, in_few(value));
            let message = format!("`{name}` no longer takes `{value}`");
            change.found(pair, found, message).callers(format!("check what is passed to `{name}`"));
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let mut changes = condition_changes(pair).iter();
    match &changes.find(|found| found.name == change.subject)?.fate {
        Fate::Narrowed(value) => Some(Caller::sets(&change.subject, render::value(value))),
        _ => None,
    }
}
