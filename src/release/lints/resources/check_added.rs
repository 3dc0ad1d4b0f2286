//! `check-added`: a new `check` block.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "check-added",
    group: Group::Resources,
    class: Class::Minor,
    title: "A check was added",
    explanation: "When it does not hold, Terraform warns and goes on.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::CheckAdded) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` was added");
        alteration.tell(found, message);
    }
}
