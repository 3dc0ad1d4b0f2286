//! `output-description-changed`: an output value is described in other words.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "output-description-changed",
    group: Group::Outputs,
    class: Class::Patch,
    title: "The description of an output value is another",
    explanation: "It is for people to read.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| old.description != new.description) {
        let name = &old.name;
        found
            .add(name, format!("the description of the output value `{name}` is another"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
    }
}
