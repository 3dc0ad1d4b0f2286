//! `check-removed`: a `check` block is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "check-removed",
    group: Group::Resources,
    class: Class::Patch,
    title: "A check was removed",
    explanation: "It only ever warned.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::CheckRemoved) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` is gone");
        alteration.tell(found, message);
    }
}
