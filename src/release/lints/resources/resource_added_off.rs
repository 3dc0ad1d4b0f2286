//! `resource-added-off`: a new resource that is not created by default.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-added-off",
    group: Group::Resources,
    class: Class::Minor,
    title: "A resource was added behind an input that is off by default",
    explanation: "With every input at its default the count is 0 or `for_each` is empty, so \
                  Terraform plans nothing. A caller who has turned on an input that was there \
                  before gets it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceAddedOff) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` was added, and is not created by default");
        alteration.tell(found, message);
    }
}
