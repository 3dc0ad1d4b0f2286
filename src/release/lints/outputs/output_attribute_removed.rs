//! `output-attribute-removed`: an attribute of an output value that is an object is gone.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::shapes::{self, Kind};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "output-attribute-removed",
    group: Group::Outputs,
    class: Class::Major,
    title: "An attribute of an output value was removed or renamed",
    explanation: "A caller that takes it is refused: Terraform says `Unsupported attribute` when \
                  it validates or plans. To rename an attribute without a break, give the value \
                  under both names until the next major version.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new, difference) in shapes::of_outputs(pair) {
        if difference.kind != Kind::Removed {
            continue;
        }
        let subject = format!("{}{}", old.name, difference.path);
        found
            .add(&subject, format!("the attribute `{subject}` of an output value was removed"))
            .callers(format!("stop using `{subject}`"))
            .old(pair.old.spot(shapes::place_in(pair.old.module, old, &difference.path)))
            .new(pair.new.spot(new.name_place));
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    (!change.subject.contains('[')).then(|| gives(&change.subject))
}
