//! `resource-moved`: a resource or module call has another address, and a `moved` block says so.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-moved",
    group: Group::Resources,
    class: Class::Minor,
    title: "A resource or module call was moved",
    explanation: "Terraform takes the object along: `… has moved to …`, and destroys nothing. The \
                  `moved` block has to stay for a major version at least, because callers skip \
                  versions.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceMoved) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("`{subject}` is `{is}` now, by a `moved` block");
        alteration.tell(found, message);
    }
}
