//! `variable-deprecation-changed`: a deprecation that is worded otherwise, or taken back.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-deprecation-changed",
    group: Group::Variables,
    class: Class::Patch,
    title: "The deprecation of an input variable is worded otherwise, or was taken back",
    explanation: "Callers that set it are warned in other words, or no longer.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed = pair
        .variables()
        .filter(|(old, new)| old.deprecated.is_some() && old.deprecated != new.deprecated);
    for (old, new) in changed {
        let name = &old.name;
        let message = match new.deprecated {
            Some(_) => format!("`{name}` is deprecated in other words"),
            None => format!("`{name}` is deprecated no longer"),
        };
        found
            .add(name, message)
            .old(pair.old.spot(argument_place(pair.old.module, old, "deprecated")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "deprecated")));
    }
}
