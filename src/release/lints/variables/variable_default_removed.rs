//! `variable-default-removed`: an input variable without the default that it had.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-default-removed",
    group: Group::Variables,
    class: Class::Major,
    title: "The default of an input variable was removed",
    explanation: "Callers that leave it out are refused: Terraform says `Missing required \
                  argument` when it validates. Keep the default, or make it `null` and \
                  refuse `null` only where the value is really needed.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| !old.is_required() && new.is_required())
    {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` has no default any more"))
            .callers(format!("set `{name}`"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "default")))
            .new(pair.new.spot(new.name_place));
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(Caller::sets(&change.subject, ""))
}
