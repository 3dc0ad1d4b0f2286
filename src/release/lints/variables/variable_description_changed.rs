//! `variable-description-changed`: another description.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-description-changed",
    group: Group::Variables,
    class: Class::Patch,
    title: "The description of an input variable changed",
    explanation: "It is for readers. Nothing that Terraform does depends on it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| old.description != new.description) {
        let name = &old.name;
        found
            .add(name, format!("the description of `{name}` changed"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "description")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "description")));
    }
}
