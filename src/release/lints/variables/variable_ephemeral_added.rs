//! `variable-ephemeral-added`: a variable that became ephemeral, which may reach a place that is kept.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::secrecy::{ephemeral_added, kept};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-ephemeral-added",
    group: Group::Variables,
    class: Class::Review,
    title: "An input variable became ephemeral",
    explanation: "An ephemeral value may go only where nothing is kept: to write-only \
                  arguments, providers, ephemeral resources and ephemeral outputs. \
                  Anywhere else Terraform says `Invalid use of ephemeral value`, to every \
                  caller. Terraform before 1.10 does not know the argument.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in ephemeral_added(pair) {
        let flow = pair.new.flow();
        let Some(kept) = kept(flow, pair.new.module, &new.name) else { continue };
        let name = &new.name;
        found
            .add(name, format!("`{name}` is ephemeral now and reaches {kept}"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "ephemeral")));
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
