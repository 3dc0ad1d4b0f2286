//! `output-type-declared-otherwise`: an output value got a type constraint that its value did not have before.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes;

pub(super) static LINT: Lint = Lint {
    id: "output-type-declared-otherwise",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value was given a type that it did not have",
    explanation: "With a `type` (Terraform 1.15) the value is converted before callers see it, so \
                  that they get another one: attributes that the type does not name are left out \
                  in silence.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new, was, is) in shapes::declared(pair) {
        if was.contains_any() || shapes::differences(was, is).is_empty() {
            continue;
        }
        let name = &old.name;
        let (was, is) = (was.brief(), is.brief());
        found
            .add(name, format!("the output value `{name}` was a {was} and is declared as {is}"))
            .callers(format!("take `{name}` for a {is}"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(shapes::type_place(new)));
    }
}
