//! `variable-any-narrowed`: `any`, or no type, that became a type.

use crate::release::class::Class;
use crate::release::felt;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::FromAny;

pub(super) static LINT: Lint = Lint {
    id: "variable-any-narrowed",
    group: Group::Variables,
    class: Class::Major,
    title: "A variable of any type was given a type",
    explanation: "What the type does not take is refused: Terraform says `Invalid value \
                  for input variable`. An object type is worse: attributes that it does \
                  not have are dropped without a word.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let callers = format!("pass `{}` as {}", change.subject, change.is());
        let retyped = change.retyped(found).callers(callers);
        if !felt::takes_anything(&pair.old, &change.old.name) {
            retyped.undecided("whether the module took anything else before");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
