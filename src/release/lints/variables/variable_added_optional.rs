//! `variable-added-optional`: a new input variable with a default.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-added-optional",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable with a default was added",
    explanation: "Nobody has to set it. What its default creates or changes is found by the lints \
                  of resources.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let old = &pair.old.module.variables;
    let added = pair.new.module.variables.values().filter(|new| !old.contains_key(&new.name));
    for new in added.filter(|new| !new.is_required()) {
        let name = &new.name;
        found
            .add(name, format!("the input variable `{name}` was added with a default"))
            .new(pair.new.spot(new.name_place));
    }
}
