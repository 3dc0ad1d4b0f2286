//! `variable-object-to-map-mixed`: an object that became a map of something that not all attributes convert to.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::ObjectToMapMixed;

pub(super) static LINT: Lint = Lint {
    id: "variable-object-to-map-mixed",
    group: Group::Variables,
    class: Class::Major,
    title: "An object became a map that does not take all its attributes",
    explanation: "The elements of a map have one type, which an attribute of the object \
                  does not convert to: Terraform says `Invalid value for input variable` \
                  to callers that set it.",
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
