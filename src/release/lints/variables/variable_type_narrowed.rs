//! `variable-type-narrowed`: a string that became a number or a bool.

use crate::release::class::Class;
use crate::release::felt;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::FromString;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-narrowed",
    group: Group::Variables,
    class: Class::Major,
    title: "A string became a number or a bool",
    explanation: "Texts that spell no number, or no bool, are refused: Terraform says \
                  `Invalid value for input variable`. A caller that passes `\"5\"` is not \
                  touched; one that passes any other text is.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let callers = format!("pass `{}` as {}", change.subject, change.is());
        let retyped = change.retyped(found).callers(callers);
        if !felt::takes_any_text(&pair.old, &change.old.name) {
            retyped.undecided("whether the module took any other text before");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
