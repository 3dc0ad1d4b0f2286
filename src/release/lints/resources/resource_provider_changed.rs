//! `resource-provider-changed`: `provider` of a resource changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "resource-provider-changed",
    group: Group::Resources,
    class: Class::Review,
    title: "A resource belongs to another provider configuration",
    explanation: "Terraform looks for what is there with the other configuration: in another \
                  region or account it does not find it, and creates another. Say in the notes \
                  that both lead to the same place.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ResourceProviderChanged) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = format!(
            "`{subject}` belongs to the provider configuration `{is}`, and belonged to `{was}`"
        );
        let callers = "check that both provider configurations lead to the same place";
        alteration.tell(found, message).callers(callers);
    }
}
