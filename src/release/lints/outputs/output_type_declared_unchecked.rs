//! `output-type-declared-unchecked`: an output value got a type constraint, and what type it had cannot be known.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shapes;

pub(super) static LINT: Lint = Lint {
    id: "output-type-declared-unchecked",
    group: Group::Outputs,
    class: Class::Review,
    title: "An output value whose type is not known was given one",
    explanation: "With a `type` (Terraform 1.15) the value is converted before callers see it. \
                  What type it had before cannot be known without a plan, so whether they get \
                  another value has to be looked at.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new, _, is) in
        shapes::declared(pair).into_iter().filter(|(_, _, was, _)| was.contains_any())
    {
        let name = &old.name;
        let is = is.brief();
        found
            .add(
                name,
                format!(
                    "the output value `{name}` is declared as {is}, and what it was is not known"
                ),
            )
            .callers(format!("take `{name}` for a {is}"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(shapes::type_place(new)));
    }
}
