//! `ephemeral-added`: a new ephemeral resource.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "ephemeral-added",
    group: Group::Resources,
    class: Class::Minor,
    title: "An ephemeral resource was added",
    explanation: "It is opened for the length of a run and kept nowhere. It needs Terraform 1.10, \
                  which the lints of requirements look at, and whoever runs Terraform needs the \
                  permission to open it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::EphemeralAdded) {
        let subject = &alteration.subject;
        let message = format!("the ephemeral resource `{subject}` was added");
        let callers = "give whoever runs Terraform the permission to open it";
        alteration.tell(found, message).callers(callers);
    }
}
