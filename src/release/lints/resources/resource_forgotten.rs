//! `resource-forgotten`: a `removed` block lets go of a resource without destroying it.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-forgotten",
    group: Group::Resources,
    class: Class::Minor,
    title: "A resource is let go without being destroyed",
    explanation: "Terraform 1.7 and later forget the object: `will no longer be managed by \
                  Terraform, but will not be destroyed`. Callers may want to manage it elsewhere.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceForgotten) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` is no longer managed, and not destroyed");
        let callers = "import it elsewhere where it is to be managed on";
        alteration.tell(found, message).callers(callers);
    }
}
