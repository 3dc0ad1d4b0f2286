//! `output-ephemeral-removed`: an output value lost its mark as ephemeral.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "output-ephemeral-removed",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An output value is no longer ephemeral",
    explanation: "The value may go everywhere now. It is kept in plans and state, which Terraform \
                  says nothing about.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| old.ephemeral && !new.ephemeral) {
        let name = &old.name;
        found
            .add(name, format!("the output value `{name}` is no longer ephemeral"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
    }
}
