//! `variable-type-to-any`: a type that became `any`.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::type_changes;
use crate::release::types::Kind;

const KIND: Kind = Kind::ToAny;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-to-any",
    group: Group::Variables,
    class: Class::Minor,
    title: "A type became any",
    explanation: "Every value is taken as it is. Nothing tells a caller any more that a \
                  value is of the wrong kind: prefer a type.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        change.retyped(found);
    }
}
