//! `resource-removed`: a resource is gone, or has another address.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::{Kind, moved_block};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "resource-removed",
    group: Group::Resources,
    class: Class::Major,
    title: "A resource is gone or has another address",
    explanation: "Terraform destroys what is in the state and not in the configuration, and \
                  creates what is new: `will be destroyed (because … is not in configuration)`. \
                  It asks nobody but the person who reads the plan. A `moved` block keeps an \
                  object that was renamed, and `removed { lifecycle { destroy = false } }` lets \
                  go of one without destroying it.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceRemoved) {
        let subject = &alteration.subject;
        let message = format!("the resource `{subject}` is gone, and is destroyed");
        let callers = moved_block(alteration);
        alteration.tell(found, message).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    pair.applied(&change.subject)
}
