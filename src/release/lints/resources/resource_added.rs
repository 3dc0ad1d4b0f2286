//! `resource-added`: a new resource, or a module call with some, that is created by default.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-added",
    group: Group::Resources,
    class: Class::Major,
    title: "A resource was added that every caller gets",
    explanation: "An unchanged caller gets something that nobody asked for: it costs money, \
                  counts against quotas and needs permissions to be created. Put it behind an \
                  input that is off by default to make the addition a minor change, as Azure's \
                  TFNFR34 asks.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceAdded) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` was added, and is created by default");
        let callers = "check the cost, the quotas and the permissions of the deployer";
        alteration.tell(found, message).callers(callers);
    }
}
