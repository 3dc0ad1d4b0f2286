//! `output-depends-on-changed`: the `depends_on` of an output value is another.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::terraform::OutputValue;

pub(super) static LINT: Lint = Lint {
    id: "output-depends-on-changed",
    group: Group::Outputs,
    class: Class::Review,
    title: "An output value waits for something else",
    explanation: "What a caller derives from the value is created later or earlier than before. \
                  Terraform says nothing; data sources of a caller that depend on it may be read \
                  only at apply.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let alike = pair.alike();
    for (old, new) in pair.outputs() {
        if alike.both(old.depends_on.as_ref(), new.depends_on.as_ref()) {
            continue;
        }
        let name = &old.name;
        let place = |output: &OutputValue| {
            output.depends_on.as_ref().map_or(output.name_place, |value| value.place)
        };
        found
            .add(name, format!("the output value `{name}` waits for something else than before"))
            .callers(format!("look at what is read or created after `{name}`"))
            .old(pair.old.spot(place(old)))
            .new(pair.new.spot(place(new)));
    }
}
