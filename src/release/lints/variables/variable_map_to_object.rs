//! `variable-map-to-object`: a map that became an object.

use crate::release::class::Class;
use crate::release::felt;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::MapToObject;

pub(super) static LINT: Lint = Lint {
    id: "variable-map-to-object",
    group: Group::Variables,
    class: Class::Major,
    title: "A map became an object",
    explanation: "Terraform takes a map whose keys are the object's attributes, and drops \
                  all other keys without a word; where a required attribute is missing, it \
                  says `Invalid value for input variable`.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let retyped = change.retyped(found);
        retyped.callers("pass the attributes of the object and no others");
        if !felt::is_given_back(&pair.old, &change.old.name) {
            retyped.undecided("whether the module made anything of other keys");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
