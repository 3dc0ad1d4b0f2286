//! `variable-ephemeral-added-write-only`: a variable that became ephemeral and goes only where nothing is kept.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::secrecy::{ephemeral_added, kept};

pub(super) static LINT: Lint = Lint {
    id: "variable-ephemeral-added-write-only",
    group: Group::Variables,
    class: Class::Minor,
    title: "An input variable became ephemeral, and its value goes nowhere that is kept",
    explanation: "Its value goes only to write-only arguments, providers, ephemeral \
                  resources and ephemeral outputs. Callers pass what they passed, and may \
                  pass ephemeral values too. Terraform before 1.10 does not know the \
                  argument.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in ephemeral_added(pair) {
        let flow = pair.new.flow();
        if kept(flow, pair.new.module, &new.name).is_none() {
            let name = &new.name;
            found
                .add(name, format!("the input variable `{name}` is ephemeral now"))
                .old(pair.old.spot(old.name_place))
                .new(pair.new.spot(argument_place(pair.new.module, new, "ephemeral")));
        }
    }
}
