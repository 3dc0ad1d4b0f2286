//! `provider-removed-with-aliases`: the module no longer needs a provider with `configuration_aliases`.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::removed_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-removed-with-aliases",
    group: Group::Requirements,
    class: Class::Major,
    title: "A provider was removed to which callers pass configurations",
    explanation: "Callers pass a configuration under a name that the module no longer has; what \
                  they pass means nothing now.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (address, old) in removed_providers(pair) {
        let name = &old.name;
        if old.aliases.is_empty() {
            continue;
        }
        found
            .add(name, format!("the provider `{name}` ({address}) was removed"))
            .callers(format!("stop passing {} in `providers`", old.aliases.join(", ")))
            .old(old.spot.clone());
    }
}
