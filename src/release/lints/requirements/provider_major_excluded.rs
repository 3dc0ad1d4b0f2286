//! `provider-major-excluded`: a major version of a provider that was admitted no longer is.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::requirements::requires;
use crate::release::pair::Pair;
use crate::release::requirements::shared_providers;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "provider-major-excluded",
    group: Group::Requirements,
    class: Class::Major,
    title: "A major version of a provider is no longer admitted",
    explanation: "Callers that are on that major version, or have another module that is, get no \
                  provider that suits all: `terraform init` says `Failed to query available \
                  provider packages`. They have to go through the provider's upgrade first.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (Some(before), Some(now)) = (&old.versions, &new.versions) else { continue };
        let lost = before.without(now);
        let lower = lost.without(&lost.above(now));
        let Some(major) = lower.lacking_major(now) else { continue };
        let (name, was, is) = (&new.name, old.text(), new.text());
        found
            .add(name, format!("the provider `{name}` admitted {was} and admits {is}: no version {major} any more"))
            .callers(format!("move to a version of `{name}` that {is} admits"))
            .old(old.spot.clone())
            .new(new.spot.clone());
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let all = shared_providers(pair);
    let (address, old, new) = all.iter().find(|(_, _, new)| new.name == change.subject)?;
    let lost = old.versions.as_ref()?.without(new.versions.as_ref()?);
    let major = lost.lacking_major(new.versions.as_ref()?)?;
    let pin = format!("~> {major}.0");
    Some(requires(&change.subject, address, &pin))
}
