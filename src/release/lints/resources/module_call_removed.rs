//! `module-call-removed`: a module call is gone with all that it holds, or has another name.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::{Kind, moved_block};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "module-call-removed",
    group: Group::Resources,
    class: Class::Major,
    title: "A module call is gone or has another name",
    explanation: "Every resource in the module has another address then, so Terraform destroys \
                  all of them. A `moved` block from `module.a` to `module.b` keeps them.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ModuleCallRemoved) {
        let subject = &alteration.subject;
        let message =
            format!("the module call `{subject}` is gone, and all that it holds is destroyed");
        let callers = moved_block(alteration);
        alteration.tell(found, message).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    pair.applied(&change.subject)
}
