//! `resource-added-undecided`: a new resource of which it cannot be told whether it is created by default.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-added-undecided",
    group: Group::Resources,
    class: Class::Review,
    title: "A resource was added, and the text does not say for whom",
    explanation: "Whether there is one depends on values that are only known when planning, such \
                  as an input that must be set, an attribute of another resource, or what a \
                  module from elsewhere holds. Say in the notes which callers get it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceAddedUndecided) {
        let subject = &alteration.subject;
        let message =
            format!("`{subject}` was added, and whether it is created depends on the caller");
        let callers = "read the plan: it may be created";
        alteration.tell(found, message).callers(callers);
    }
}
