//! `argument-removed`: an argument is left to the provider that was set.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "argument-removed",
    group: Group::Resources,
    class: Class::Review,
    title: "An argument is no longer set",
    explanation: "For some arguments the provider goes back to its default, for others it leaves \
                  what is there: its schema does not tell. Say in the notes which it is.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ArgumentRemoved) {
        let (subject, was) = (&alteration.subject, &alteration.was);
        let message = format!("`{subject}` was {was}, and is not set any more");
        let callers = "read the plan: what is there may be changed";
        alteration.tell(found, message).callers(callers);
    }
}
