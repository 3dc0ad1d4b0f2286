//! `output-may-be-null`: an output value may be null where it was not.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::{nulls, shapes};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    id: "output-may-be-null",
    group: Group::Outputs,
    class: Class::Review,
    title: "An output value may be null where it was not",
    explanation: "A condition with `null` in a branch, `try(…, null)` or `one(…[*])` was put \
                  around the value. Whether callers ever see the null depends on what they set: \
                  Terraform says nothing until somebody uses it where null is not allowed. Say in \
                  the notes when it is null only for callers that ask for something new.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let differ: BTreeSet<&str> =
        shapes::of_outputs(pair).iter().map(|(old, ..)| old.name.as_str()).collect();
    for (old, new) in pair.outputs().filter(|(old, _)| !differ.contains(old.name.as_str())) {
        for path in nulls::appeared(pair, old, new) {
            let subject = format!("{}{path}", old.name);
            found
                .add(&subject, format!("the output value `{subject}` may be null, as it could not"))
                .callers(format!("be ready for `{subject}` to be null"))
                .old(pair.old.spot(shapes::place_in(pair.old.module, old, &path)))
                .new(pair.new.spot(shapes::place_in(pair.new.module, new, &path)));
        }
    }
}
