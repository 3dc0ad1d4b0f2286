//! `variable-constant-added`: a variable that takes only what is known before planning.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-constant-added",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable takes only constants",
    explanation: "With `const = true` the value must be known before Terraform plans: \
                  callers that pass an attribute of a resource are refused. Terraform \
                  before 1.15 does not know the argument.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| !old.constant && new.constant) {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` takes only constants now"))
            .callers(format!("pass a constant to `{name}`"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "const")));
    }
}
