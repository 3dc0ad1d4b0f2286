//! `variable-null-becomes-default`: a variable whose default now stands for `null` too.

use super::passes_null;
use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::felt::{self, Null};
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;
pub(super) static LINT: Lint = Lint {
    id: "variable-null-becomes-default",
    group: Group::Variables,
    class: Class::Major,
    title: "Null becomes the default",
    explanation: "With `nullable = false` Terraform puts the default where a caller passes \
                  `null`, and says nothing. Where the module treats `null` and the default \
                  alike, say so in the notes of a major version, or leave `nullable` \
                  alone.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed =
        pair.variables().filter(|(old, new)| old.nullable && !new.nullable && !new.is_required());
    for (old, new) in changed {
        let name = &old.name;
        let change = found
            .add(name, format!("`null` for `{name}` now becomes its default"))
            .callers(format!("check what is meant wherever `null` is passed to `{name}`"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "nullable")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "nullable")));
        // Where the module failed on `null`, nobody passes it.
        let made = felt::null_in_place_of_default(pair.old.module, name);
        let is_felt = felt::is_given_back(&pair.old, name) || made == Null::Differs;
        if !is_felt {
            change.undecided("whether the module made anything else of it");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let looks_inside = Some(change.subject.clone());
    passes_null(pair, change).map(|caller| Caller { looks_inside, ..caller })
}
