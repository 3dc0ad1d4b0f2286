//! `variable-element-any`: elements whose type is `any` before or after.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::ElementAny;

pub(super) static LINT: Lint = Lint {
    id: "variable-element-any",
    group: Group::Variables,
    class: Class::Review,
    title: "The elements of a collection went from or to any",
    explanation: "The elements of a collection have one type. `any` lets Terraform find \
                  it, so that `[1, \"a\"]` is a list of strings either way, but `[1, 2]` is \
                  a list of numbers with `any` and of strings without, and elements that \
                  have no type in common are refused.",
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
