//! `provider-added`: the module needs a provider that it did not, and that needs no configuration.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{added_providers, needs_no_configuration};

pub(super) static LINT: Lint = Lint {
    id: "provider-added",
    group: Group::Requirements,
    class: Class::Minor,
    title: "A provider that needs no configuration was added",
    explanation: "Terraform installs it when callers run `terraform init`, and their lock file \
                  gets an entry more.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (address, new) in added_providers(pair) {
        if !needs_no_configuration(address) {
            continue;
        }
        let name = &new.name;
        found
            .add(name, format!("the provider `{name}` ({address}) was added"))
            .callers("run `terraform init`")
            .new(new.spot.clone());
    }
}
