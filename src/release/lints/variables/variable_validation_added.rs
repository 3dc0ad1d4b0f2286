//! `variable-validation-added`: a further validation.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::validations::{Fate, condition_changes, counterexample};
use crate::release::witness::Caller;
use crate::terraform::render;

pub(super) static LINT: Lint = Lint {
    id: "variable-validation-added",
    group: Group::Variables,
    class: Class::Review,
    title: "A validation was added to an input variable",
    explanation: "Callers that pass what it refuses meet Terraform's `Invalid value for \
                  variable`. It is a break unless what it refuses never worked, which the \
                  text alone does not tell.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in condition_changes(pair) {
        if change.fate == Fate::Added {
            let name = &change.name;
            let message = format!("a validation of `{name}` was added");
            change.found(pair, found, message).callers(format!("check what is passed to `{name}`"));
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let value = counterexample(pair, &change.subject)?;
    Some(Caller::sets(&change.subject, render::value(&value)))
}
