//! `provider-upper-bound-tightened`: the newest versions of a provider that were admitted no longer are.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::requirements::requires;
use crate::release::pair::Pair;
use crate::release::requirements::shared_providers;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "provider-upper-bound-tightened",
    group: Group::Requirements,
    class: Class::Major,
    title: "Newer versions of a provider are no longer admitted",
    explanation: "Callers that have a newer version locked, or another module that needs one, get \
                  no provider that suits all: `terraform init` says `Failed to query available \
                  provider packages`.",
    witness: Some(witness),
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

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let all = shared_providers(pair);
    let (address, old, new) = all.iter().find(|(_, _, new)| new.name == change.subject)?;
    let lost = old.versions.as_ref()?.without(new.versions.as_ref()?);
    let first = lost.above(new.versions.as_ref()?).first()?;
    let pin = format!(">= {first}");
    Some(requires(&change.subject, address, &pin))
}
