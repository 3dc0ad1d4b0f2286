//! `block-added`: a nested block that every caller gets.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "block-added",
    group: Group::Resources,
    class: Class::Review,
    title: "A nested block was added",
    explanation: "Terraform changes what every caller has, or replaces it. A `dynamic` block over \
                  an input that is empty by default makes the addition a minor change.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::BlockAdded) {
        let subject = &alteration.subject;
        let message = format!("the block `{subject}` was added");
        let callers = "read the plan: what is there is changed";
        alteration.tell(found, message).callers(callers);
    }
}
