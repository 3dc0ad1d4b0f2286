//! `variable-constant-removed`: a variable that takes more than constants.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-constant-removed",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable takes more than constants",
    explanation: "What was taken is taken still. A module that needs the value before \
                  planning, for a source or a version, does not work any more without \
                  `const`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| old.constant && !new.constant) {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` takes more than constants now"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "const")))
            .new(pair.new.spot(new.name_place));
    }
}
