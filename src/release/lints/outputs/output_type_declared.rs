//! `output-type-declared`: an output value got a type constraint that says what it was.

use crate::release::class::Class;
use crate::release::deprecation::admits_older;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes;

pub(super) static LINT: Lint = Lint {
    id: "output-type-declared",
    group: Group::Outputs,
    class: Class::Minor,
    title: "An output value was given the type that it had",
    explanation: "The type (Terraform 1.15) is what the value had before, so that callers get the \
                  same. Versions of Terraform that do not know the argument are a matter of \
                  `output-argument-too-new`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if admits_older(pair) {
        return;
    }
    for (old, new, was, is) in shapes::declared(pair) {
        if was.contains_any() || !shapes::differences(was, is).is_empty() {
            continue;
        }
        let name = &old.name;
        found
            .add(name, format!("the output value `{name}` is declared as {}", is.brief()))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(shapes::type_place(new)));
    }
}
