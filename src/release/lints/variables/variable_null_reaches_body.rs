//! `variable-null-reaches-body`: a variable that passes `null` on, where its default stood for it.

use super::passes_null;
use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::felt::{self, Null};
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;
pub(super) static LINT: Lint = Lint {
    id: "variable-null-reaches-body",
    group: Group::Variables,
    class: Class::Major,
    title: "Null reaches the body of the module",
    explanation: "With `nullable = false` the default stood for `null`. Now `null` is what \
                  the module sees, and Terraform says nothing of it, or `Invalid function \
                  argument` where a function does not take it. Use `coalesce(…)` inside, \
                  or leave `nullable` alone.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed =
        pair.variables().filter(|(old, new)| !old.nullable && new.nullable && !old.is_required());
    for (old, new) in changed {
        let name = &old.name;
        let change = found
            .add(name, format!("`null` for `{name}` is `null` now and no longer its default"))
            .callers(format!("leave `{name}` out where `null` is passed"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "nullable")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "nullable")));
        let made = felt::null_in_place_of_default(pair.new.module, name);
        let is_felt = felt::is_given_back(&pair.old, name) || made != Null::Alike;
        if !is_felt {
            change.undecided("whether the module makes anything else of it");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let looks_inside = Some(change.subject.clone());
    passes_null(pair, change).map(|caller| Caller { looks_inside, ..caller })
}
