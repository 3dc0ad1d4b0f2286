//! `variable-null-refused`: a variable without a default that takes no `null` any more.

use super::passes_null;
use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
pub(super) static LINT: Lint = Lint {
    id: "variable-null-refused",
    group: Group::Variables,
    class: Class::Major,
    title: "Null is refused",
    explanation: "Callers that pass `null` are refused: Terraform says `Required variable \
                  not set`.",
    witness: Some(passes_null),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed =
        pair.variables().filter(|(old, new)| old.nullable && !new.nullable && new.is_required());
    for (old, new) in changed {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` takes no `null` any more"))
            .callers(format!("pass a value to `{name}` wherever `null` is passed"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "nullable")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "nullable")));
    }
}
