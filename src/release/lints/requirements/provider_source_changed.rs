//! `provider-source-changed`: the source address of a required provider is another.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::moved_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-source-changed",
    group: Group::Requirements,
    class: Class::Major,
    title: "A provider comes from elsewhere",
    explanation: "For Terraform it is another provider, and what is in state belongs to the old \
                  one: callers have to run `terraform state replace-provider`, and to require the \
                  new source themselves where they pass or configure it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for moved in moved_providers(pair) {
        let (name, old, new) = (&moved.name, &moved.old, &moved.new);
        found
            .add(name, format!("the provider `{name}` was {old} and is {new}"))
            .callers(format!("run `terraform state replace-provider {old} {new}`"))
            .old(moved.places.0.clone())
            .new(moved.places.1.clone());
    }
}
