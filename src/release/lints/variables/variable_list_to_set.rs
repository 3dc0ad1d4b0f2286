//! `variable-list-to-set`: a list or tuple that became a set.

use crate::release::class::Class;
use crate::release::felt;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::ListToSet;

pub(super) static LINT: Lint = Lint {
    id: "variable-list-to-set",
    group: Group::Variables,
    class: Class::Major,
    title: "A list became a set",
    explanation: "Terraform takes the same value and says nothing: what occurs twice is \
                  there once, the order is lost, and whatever was made for an index or a \
                  position has another address. Where the order never mattered, convert \
                  inside with `toset(…)` and keep the type.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let retyped = change.retyped(found);
        retyped.callers("check that neither order nor repetition was meant");
        if !felt::is_given_back(&pair.old, &change.old.name) {
            retyped.undecided("whether order or repetition meant anything to the module");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
