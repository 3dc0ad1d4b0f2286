//! `variable-set-to-list`: a set that became a list.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::SetToList;

pub(super) static LINT: Lint = Lint {
    id: "variable-set-to-list",
    group: Group::Variables,
    class: Class::Review,
    title: "A set became a list",
    explanation: "Terraform takes the same value and says nothing. A caller's list was \
                  sorted and rid of repetitions before and arrives as it is written now; a \
                  caller's set arrives sorted. No caller breaks if the module makes a set \
                  of it first and takes nothing by position.",
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
