//! `output-added`: a new output value.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "output-added",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An output value was added",
    explanation: "No caller uses it yet.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let old = &pair.old.module.outputs;
    for new in pair.new.module.outputs.values().filter(|new| !old.contains_key(&new.name)) {
        let name = &new.name;
        found
            .add(name, format!("the output value `{name}` was added"))
            .new(pair.new.spot(new.name_place));
    }
}
