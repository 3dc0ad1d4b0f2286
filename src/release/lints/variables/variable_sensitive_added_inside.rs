//! `variable-sensitive-added-inside`: a variable that became sensitive, which callers do not feel.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::secrecy::{given_on, sensitive_added};

pub(super) static LINT: Lint = Lint {
    id: "variable-sensitive-added-inside",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable became sensitive, which is not felt outside of the module",
    explanation: "Plans show `(sensitive value)` in its place. Every output that is made \
                  of it is marked as sensitive itself, and no `count` or `for_each` \
                  depends on it, so nothing else changes for callers.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in sensitive_added(pair) {
        let flow = pair.new.flow();
        if given_on(flow, pair.new.module, &new.name).is_empty() {
            let name = &new.name;
            found
                .add(name, format!("the input variable `{name}` is sensitive now"))
                .old(pair.old.spot(old.name_place))
                .new(pair.new.spot(argument_place(pair.new.module, new, "sensitive")));
        }
    }
}
