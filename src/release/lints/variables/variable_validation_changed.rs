//! `variable-validation-changed`: a validation whose condition says something else.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::validations::{Fate, condition_changes, counterexample};
use crate::release::witness::Caller;
use crate::terraform::render;

pub(super) static LINT: Lint = Lint {
    id: "variable-validation-changed",
    group: Group::Variables,
    class: Class::Review,
    title: "The condition of a validation changed",
    explanation: "Neither the values that the old condition names nor the texts that its \
                  pattern matches show that the new one is stricter, nor that it is not. \
                  Callers that pass what it refuses meet Terraform's `Invalid value for \
                  variable`.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in condition_changes(pair) {
        if change.fate == Fate::Changed {
            let name = &change.name;
            let message = format!("a validation of `{name}` asks for something else");
            change.found(pair, found, message).callers(format!("check what is passed to `{name}`"));
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let value = counterexample(pair, &change.subject)?;
    Some(Caller::sets(&change.subject, render::value(&value)))
}
