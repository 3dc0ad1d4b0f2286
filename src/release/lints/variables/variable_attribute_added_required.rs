//! `variable-attribute-added-required`: a new attribute of an object type that must be set.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::AttributeAddedRequired;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-added-required",
    group: Group::Variables,
    class: Class::Major,
    title: "An attribute that must be set was added to an object type",
    explanation: "No caller sets it yet: Terraform says `Invalid value for input variable` \
                  and names the attribute. `optional(…)`, with a default where `null` will \
                  not do, makes the addition a minor change.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let (subject, is) = (&change.subject, change.is());
        let message = format!("the attribute `{subject}` was added and must be set");
        change.found(found, message).callers(format!("set `{subject}`, which is {is}"));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
