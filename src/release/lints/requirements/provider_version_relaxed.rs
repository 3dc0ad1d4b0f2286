//! `provider-version-relaxed`: versions of a provider are admitted that were not.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::shared_providers;

pub(super) static LINT: Lint = Lint {
    id: "provider-version-relaxed",
    group: Group::Requirements,
    class: Class::Minor,
    title: "More versions of a provider are admitted",
    explanation: "Every version that callers have still suits.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (Some(before), Some(now)) = (&old.versions, &new.versions) else { continue };
        if now.without(before).is_empty() || !before.without(now).is_empty() {
            continue;
        }
        let (name, was, is) = (&new.name, old.text(), new.text());
        found
            .add(name, format!("the provider `{name}` admitted {was} and admits {is}"))
            .old(old.spot.clone())
            .new(new.spot.clone());
    }
}
