//! `output-attribute-added`: an output value that is an object has a new attribute.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes::{self, Kind};

pub(super) static LINT: Lint = Lint {
    id: "output-attribute-added",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An attribute of an output value was added",
    explanation: "No caller takes it yet. A caller that gives the whole object on, or goes through \
                  its attributes, sees one more.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new, difference) in shapes::of_outputs(pair) {
        if difference.kind != Kind::Added {
            continue;
        }
        let subject = format!("{}{}", old.name, difference.path);
        found
            .add(&subject, format!("the attribute `{subject}` of an output value was added"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(shapes::place_in(pair.new.module, new, &difference.path)));
    }
}
