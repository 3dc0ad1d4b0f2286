//! `argument-added-optional`: an argument or a dynamic block that only callers who ask for it get.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "argument-added-optional",
    group: Group::Resources,
    class: Class::Minor,
    title: "An argument or block can be set that could not",
    explanation: "It comes from what callers could not give before, or is `null` or empty where \
                  they do not give it: `try(each.value.x, null)`, an optional attribute without a \
                  default, a dynamic block over an optional value.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ArgumentAddedOptional) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` can be set");
        alteration.tell(found, message);
    }
}
