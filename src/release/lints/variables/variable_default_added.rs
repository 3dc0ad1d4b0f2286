//! `variable-default-added`: an input variable that has a default now.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-default-added",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable was given a default",
    explanation: "Every caller sets it already, and what it sets still counts.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| old.is_required() && !new.is_required())
    {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` need not be set any more"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "default")));
    }
}
