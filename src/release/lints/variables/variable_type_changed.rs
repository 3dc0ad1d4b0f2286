//! `variable-type-changed`: a type whose values the new one never takes.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::Incompatible;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-changed",
    group: Group::Variables,
    class: Class::Major,
    title: "The type of an input variable became another",
    explanation: "A value of the old type is refused: Terraform says `Invalid value for \
                  input variable` when it plans. So between a value and a list, set or map \
                  of such values, between a list and a map, between a number and a bool, \
                  and between tuples of different lengths. To let callers move without a \
                  break, add a second input of the new type and prefer it where it is set.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let callers = format!("pass `{}` as {}", change.subject, change.is());
        change.retyped(found).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
