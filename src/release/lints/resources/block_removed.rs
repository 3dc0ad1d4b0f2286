//! `block-removed`: a nested block is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "block-removed",
    group: Group::Resources,
    class: Class::Review,
    title: "A nested block was removed",
    explanation: "Terraform takes away from what is there what the block gave it, unless the \
                  provider keeps what it is not told about. Say in the notes which it is.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::BlockRemoved) {
        let subject = &alteration.subject;
        let message = format!("the block `{subject}` is gone");
        let callers = "read the plan: what is there may be changed";
        alteration.tell(found, message).callers(callers);
    }
}
