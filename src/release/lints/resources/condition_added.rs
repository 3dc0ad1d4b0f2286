//! `condition-added`: a `precondition` or `postcondition` of a resource was added or changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "condition-added",
    group: Group::Resources,
    class: Class::Review,
    title: "A resource has another precondition or postcondition",
    explanation: "A caller for whom it does not hold is refused: `Resource precondition failed`. \
                  Say in the notes why it held for everybody before.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ConditionAdded) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` has a condition that it did not have");
        let callers = "check that the condition holds for what is there";
        alteration.tell(found, message).callers(callers);
    }
}
