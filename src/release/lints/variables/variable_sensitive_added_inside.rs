//! `variable-sensitive-added-inside`: a variable that became sensitive and is not given on.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::secrecy::{given_on, sensitive_added};

pub(super) static LINT: Lint = Lint {
    id: "variable-sensitive-added-inside",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable became sensitive, and nothing that the module gives is made of it",
    explanation: "Plans show `(sensitive value)` in its place. No output that callers can \
                  use and no `count` or `for_each` depends on it, so nothing else changes \
                  for them.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in sensitive_added(pair) {
        if given_on(pair.new.module, &new.name).is_empty() {
            let name = &new.name;
            found
                .add(name, format!("the input variable `{name}` is sensitive now"))
                .old(pair.old.spot(old.name_place))
                .new(pair.new.spot(argument_place(pair.new.module, new, "sensitive")));
        }
    }
}
