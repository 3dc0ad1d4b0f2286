//! `provider-added-configured`: the module needs a provider that it did not, and that needs a configuration.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{added_providers, is_used, needs_no_configuration};

pub(super) static LINT: Lint = Lint {
    id: "provider-added-configured",
    group: Group::Requirements,
    class: Class::Major,
    title: "A provider that has to be configured was added",
    explanation: "Callers need credentials and a configuration for it that they do not have. \
                  Terraform says nothing when it validates; the plan fails where the provider \
                  misses something. Their lock file gets an entry more.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (address, new) in added_providers(pair) {
        if needs_no_configuration(address) || !is_used(pair, new) {
            continue;
        }
        let name = &new.name;
        found
            .add(name, format!("the provider `{name}` ({address}) was added"))
            .callers(format!("configure the provider `{name}`, and run `terraform init -upgrade`"))
            .new(new.spot.clone());
    }
}
