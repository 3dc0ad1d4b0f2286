//! `output-ephemeral-added`: an output value was marked ephemeral.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "output-ephemeral-added",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value is ephemeral now",
    explanation: "An ephemeral value goes only where nothing is kept: to write-only arguments, \
                  providers and other ephemeral values. A caller that uses it anywhere else is \
                  refused: Terraform says `Ephemeral value not allowed` or `Invalid use of \
                  ephemeral value`. It needs Terraform 1.10.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| new.ephemeral && !old.ephemeral) {
        let name = &old.name;
        found
            .add(name, format!("the output value `{name}` is ephemeral now"))
            .callers(format!("use `{name}` only where ephemeral values may go"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(gives(&change.subject))
}
