//! `count-changed`: the expression of `count` changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "count-changed",
    group: Group::Resources,
    class: Class::Review,
    title: "The number of instances is another",
    explanation: "With a lower count Terraform destroys the last instances, with a higher one it \
                  creates some. Which of them it comes to for a caller is known only when \
                  planning.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::CountChanged) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = format!("`{subject}` {was}, and {is} now");
        let callers = "read the plan: instances may be created or destroyed";
        alteration.tell(found, message).callers(callers);
    }
}
