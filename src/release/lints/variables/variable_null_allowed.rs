//! `variable-null-allowed`: a variable that takes `null`, which it refused.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-null-allowed",
    group: Group::Variables,
    class: Class::Minor,
    title: "Null is allowed",
    explanation: "No caller passes `null` yet, for it was refused.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed =
        pair.variables().filter(|(old, new)| !old.nullable && new.nullable && old.is_required());
    for (old, new) in changed {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` takes `null`"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "nullable")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "nullable")));
    }
}
