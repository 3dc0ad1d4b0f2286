//! `provider-version-raised`: older versions of a provider are no longer admitted, and none of a major version as a whole.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::shared_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-version-raised",
    group: Group::Requirements,
    class: Class::Minor,
    title: "Some versions of a provider are no longer admitted",
    explanation: "Callers that have one of them locked have to run `terraform init -upgrade`; \
                  within a major version that changes nothing for them.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (Some(before), Some(now)) = (&old.versions, &new.versions) else { continue };
        let lost = before.without(now);
        let lower = lost.without(&lost.above(now));
        if lower.is_empty() || lower.lacking_major(now).is_some() {
            continue;
        }
        let (name, was, is) = (&new.name, old.text(), new.text());
        found
            .add(name, format!("the provider `{name}` admitted {was} and admits {is}"))
            .callers(format!(
                "run `terraform init -upgrade` for a version of `{name}` that {is} admits"
            ))
            .old(old.spot.clone())
            .new(new.spot.clone());
    }
}
