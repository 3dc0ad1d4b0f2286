//! `variable-object-to-map`: an object that became a map of what all its attributes convert to.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::type_changes;
use crate::release::types::Kind;

const KIND: Kind = Kind::ObjectToMap;

pub(super) static LINT: Lint = Lint {
    id: "variable-object-to-map",
    group: Group::Variables,
    class: Class::Minor,
    title: "An object became a map that takes its attributes",
    explanation: "Every attribute becomes a key, and further keys are taken now. An \
                  optional attribute that a caller leaves out is `null` in an object and \
                  is no key of a map.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        change.retyped(found);
    }
}
