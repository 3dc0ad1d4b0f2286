//! `output-sensitive-removed`: an output value lost its mark as sensitive.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "output-sensitive-removed",
    group: Group::Outputs,
    class: Class::Denied,
    title: "An output value is no longer sensitive",
    explanation: "Terraform shows the value in plans and logs from now on, and says nothing about \
                  it. Where the value is no secret and never was, say so in the notes.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| old.sensitive && !new.sensitive) {
        let name = &old.name;
        found
            .add(name, format!("the output value `{name}` is no longer sensitive"))
            .callers("expect the value in plans and logs")
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
    }
}
