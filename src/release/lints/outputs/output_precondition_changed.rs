//! `output-precondition-changed`: a precondition of an output value was added, or its condition is another.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes;

pub(super) static LINT: Lint = Lint {
    id: "output-precondition-changed",
    group: Group::Outputs,
    class: Class::Review,
    title: "An output value has a condition that it did not have",
    explanation: "Where the condition does not hold, Terraform refuses the plan with the message \
                  of the condition. Whether callers have what it refuses cannot be decided from \
                  the text: say in the notes why they do not.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs() {
        let (removed, added) = shapes::preconditions(pair, old, new);
        let Some(first) = added.first() else { continue };
        let name = &old.name;
        let what = if removed.is_empty() { "was added" } else { "was changed" };
        let change = found.add(name, format!("a precondition of the output value `{name}` {what}"));
        change.callers("meet the condition").new(pair.new.spot(first.place));
        let before = removed.first().map_or(old.name_place, |condition| condition.place);
        change.old(pair.old.spot(before));
    }
}
