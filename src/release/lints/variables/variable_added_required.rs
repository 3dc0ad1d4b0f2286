//! `variable-added-required`: a new input variable without a default.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-added-required",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable that must be set was added",
    explanation: "No caller sets it yet, so every one is refused: Terraform says `Missing required \
                  argument` when it validates. A default makes the addition a minor change.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let old = &pair.old.module.variables;
    let added = pair.new.module.variables.values().filter(|new| !old.contains_key(&new.name));
    for new in added.filter(|new| new.is_required()) {
        let name = &new.name;
        found
            .add(name, format!("the input variable `{name}` was added and has no default"))
            .callers(format!("set `{name}`, which takes `{}`", new.ty.brief()))
            .new(pair.new.spot(new.name_place));
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
