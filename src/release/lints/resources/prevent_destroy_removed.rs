//! `prevent-destroy-removed`: `prevent_destroy` was turned off.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "prevent-destroy-removed",
    group: Group::Resources,
    class: Class::Denied,
    title: "prevent_destroy was turned off",
    explanation: "It is what stands between a mistake and the loss of what the object holds. \
                  Terraform says nothing when it is gone. Say in the notes what protects the \
                  object now.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::PreventDestroyRemoved) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` can be destroyed, and could not");
        let callers = "protect the object in another way before upgrading";
        alteration.tell(found, message).callers(callers);
    }
}
