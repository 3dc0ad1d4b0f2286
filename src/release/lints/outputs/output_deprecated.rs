//! `output-deprecated`: an output value got the argument `deprecated`.

use crate::release::class::Class;
use crate::release::deprecation::admits_older;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::terraform::OutputValue;

pub(super) static LINT: Lint = Lint {
    id: "output-deprecated",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An output value was marked as deprecated",
    explanation: "Callers that use it get a warning (Terraform 1.15). Versions that do not know \
                  the argument are a matter of `output-argument-too-new`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if admits_older(pair) {
        return;
    }
    let marked = |(old, new): &(&OutputValue, &OutputValue)| {
        new.deprecated.is_some() && old.deprecated.is_none()
    };
    for (old, new) in pair.outputs().filter(marked) {
        let name = &old.name;
        found
            .add(name, format!("the output value `{name}` is deprecated now"))
            .callers(format!("prepare to do without `{name}`"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
    }
}
