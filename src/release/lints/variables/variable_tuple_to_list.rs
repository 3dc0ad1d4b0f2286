//! `variable-tuple-to-list`: a tuple that became a list of what all its elements convert to.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::type_changes;
use crate::release::types::Kind;

const KIND: Kind = Kind::TupleToList;

pub(super) static LINT: Lint = Lint {
    id: "variable-tuple-to-list",
    group: Group::Variables,
    class: Class::Minor,
    title: "A tuple became a list or set that takes its elements",
    explanation: "Every value of the tuple is a value of the list, and positions are kept. \
                  More elements or fewer are taken now.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        change.retyped(found);
    }
}
