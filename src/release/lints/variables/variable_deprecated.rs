//! `variable-deprecated`: an input variable that should no longer be set.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::deprecation::{admits_older, deprecated};
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-deprecated",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable was deprecated",
    explanation: "Callers that set it are warned. Every Terraform that the module admits \
                  knows the argument.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in deprecated(pair).filter(|_| !admits_older(pair)) {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` is deprecated"))
            .callers(new.deprecated.clone().unwrap_or_default())
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "deprecated")));
    }
}
