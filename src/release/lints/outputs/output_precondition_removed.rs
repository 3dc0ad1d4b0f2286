//! `output-precondition-removed`: a precondition of an output value is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes;

pub(super) static LINT: Lint = Lint {
    id: "output-precondition-removed",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An output value lost a condition",
    explanation: "What the condition refused is let pass: the module is less strict.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs() {
        let (removed, added) = shapes::preconditions(pair, old, new);
        let (Some(first), true) = (removed.first(), added.is_empty()) else { continue };
        let name = &old.name;
        found
            .add(name, format!("a precondition of the output value `{name}` was removed"))
            .old(pair.old.spot(first.place))
            .new(pair.new.spot(new.name_place));
    }
}
