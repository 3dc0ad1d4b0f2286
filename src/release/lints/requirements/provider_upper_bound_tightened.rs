//! `provider-upper-bound-tightened`: the newest versions of a provider that were admitted no longer are.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::shared_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-upper-bound-tightened",
    group: Group::Requirements,
    class: Class::Major,
    title: "Newer versions of a provider are no longer admitted",
    explanation: "Callers that have a newer version locked, or another module that needs one, get \
                  no provider that suits all: `terraform init` says `Failed to query available \
                  provider packages`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (Some(before), Some(now)) = (&old.versions, &new.versions) else { continue };
        if before.without(now).above(now).is_empty() {
            continue;
        }
        let (name, was, is) = (&new.name, old.text(), new.text());
        found
            .add(
                name,
                format!(
                    "the provider `{name}` admitted {was} and admits {is}: newer ones are excluded"
                ),
            )
            .callers(format!("go back to a version of `{name}` that {is} admits"))
            .old(old.spot.clone())
            .new(new.spot.clone());
    }
}
