//! `variable-type-to-string`: a number or bool that became a string and stays inside.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{passed_on, type_changes};
use crate::release::types::Kind;

const KIND: Kind = Kind::ToString;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-to-string",
    group: Group::Variables,
    class: Class::Minor,
    title: "A number or bool became a string",
    explanation: "Terraform converts what callers pass. The value reaches no output, no \
                  `count` and no `for_each`; in arguments of resources it is converted \
                  again. Comparisons such as `var.port == 5` hold no longer and have to be \
                  written with a string.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let flow = pair.new.flow();
        if passed_on(flow, change).is_none() {
            change.retyped(found);
        }
    }
}
