//! `argument-changed`: an argument with a known value has another, or none that is known.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "argument-changed",
    group: Group::Resources,
    class: Class::Review,
    title: "A fixed argument changed",
    explanation: "Terraform changes the object of every caller, if it does not replace it. Which \
                  arguments a provider changes in place is not in its schema. Say in the notes \
                  what the change does to what is running.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ArgumentChanged) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = match (was.is_empty(), is.is_empty()) {
            (false, false) => format!("`{subject}` was {was} and is {is}"),
            _ => format!("the block `{subject}` comes to be in another way"),
        };
        let callers = "read the plan: what is there is changed";
        alteration.tell(found, message).callers(callers);
    }
}
