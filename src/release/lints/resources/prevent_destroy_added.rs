//! `prevent-destroy-added`: `prevent_destroy` was turned on.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "prevent-destroy-added",
    group: Group::Resources,
    class: Class::Major,
    title: "prevent_destroy was turned on",
    explanation: "A caller who destroys or replaces the object, on purpose or by another change, \
                  is refused: `Instance cannot be destroyed`. It has to be a constant, so callers \
                  cannot turn it off.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::PreventDestroyAdded) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` cannot be destroyed or replaced any more");
        let callers = "expect `terraform destroy` to fail";
        alteration.tell(found, message).callers(callers);
    }
}
