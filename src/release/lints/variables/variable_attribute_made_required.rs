//! `variable-attribute-made-required`: an optional attribute of an object type that must now be set.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::AttributeMadeRequired;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-made-required",
    group: Group::Variables,
    class: Class::Major,
    title: "An attribute of an object type that could be left out must be set",
    explanation: "Callers that leave it out are refused: Terraform says `Invalid value for \
                  input variable` and names the attribute.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let (subject, was) = (&change.subject, change.was());
        let message = format!("the attribute `{subject}` was {was} and must be set");
        change.found(found, message).callers(format!("set `{subject}`"));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
