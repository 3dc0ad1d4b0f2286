//! `variable-type-to-any-unfilled`: a type that shapes values, which `any` does not.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::ToAnyUnfilled;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-to-any-unfilled",
    group: Group::Variables,
    class: Class::Review,
    title: "A type that fills in attributes or makes sets became any",
    explanation: "Every value is taken, and Terraform says nothing. Attributes that \
                  callers leave out were `null` or had their default and are missing now; \
                  a list that a caller passed for a set keeps its order and its \
                  repetitions. No caller breaks if the module does all that itself.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        change.retyped(found);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
