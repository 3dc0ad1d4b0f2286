//! `resource-moved-across-types`: a `moved` block leads to a resource of another type.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-moved-across-types",
    group: Group::Resources,
    class: Class::Review,
    title: "A resource was moved to another type",
    explanation: "Terraform 1.8 and later ask the provider to convert the object, and only some \
                  providers can, for some types: otherwise the plan fails. Say in the notes from \
                  which provider version on it works.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceMovedAcrossTypes) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("`{subject}` is to become `{is}`, of another type");
        let callers = "check that the provider can move it: Terraform must be 1.8 or later";
        alteration.tell(found, message).callers(callers);
    }
}
