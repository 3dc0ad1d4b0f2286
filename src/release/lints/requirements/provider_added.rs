//! `provider-added`: the module needs a provider that it did not, and that needs no configuration.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{added_providers, is_used, needs_no_configuration};

pub(super) static LINT: Lint = Lint {
    id: "provider-added",
    group: Group::Requirements,
    class: Class::Minor,
    title: "A provider was added that callers need not configure",
    explanation: "It works without a configuration, or nothing is made with it that callers of \
                  the old version can have. Terraform installs it when they run `terraform \
                  init`, and their lock file gets an entry more.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (address, new) in added_providers(pair) {
        if !needs_no_configuration(address) && is_used(pair, new) {
            continue;
        }
        let name = &new.name;
        found
            .add(name, format!("the provider `{name}` ({address}) was added"))
            .callers("run `terraform init`")
            .new(new.spot.clone());
    }
}
