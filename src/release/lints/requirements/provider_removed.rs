//! `provider-removed`: the module no longer needs a provider.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::removed_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-removed",
    group: Group::Requirements,
    class: Class::Minor,
    title: "A provider was removed",
    explanation: "Callers need it no longer, unless what it made is still in their state: what \
                  becomes of that is found by the lints of resources.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (address, old) in removed_providers(pair) {
        let name = &old.name;
        if !old.aliases.is_empty() {
            continue;
        }
        found
            .add(name, format!("the provider `{name}` ({address}) was removed"))
            .old(old.spot.clone());
    }
}
