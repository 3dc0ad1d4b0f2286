//! `provider-alias-removed`: an entry of `configuration_aliases` is gone, or has another name.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{aliases, shared_providers};

pub(super) static LINT: Lint = Lint {
    id: "provider-alias-removed",
    group: Group::Requirements,
    class: Class::Major,
    title: "A provider configuration that callers pass was removed or renamed",
    explanation: "Callers pass a configuration under that name in `providers`. To one that has \
                  another name they pass nothing yet: `terraform init` says `Missing required \
                  provider configuration`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (removed, added) = aliases(&old, &new);
        for (at, alias) in removed.iter().enumerate() {
            let (message, callers) = match added.get(at) {
                Some(now) => (
                    format!("the provider configuration `{alias}` was renamed to `{now}`"),
                    format!("pass `{now}` in `providers` in place of `{alias}`"),
                ),
                None => (
                    format!("the provider configuration `{alias}` is no longer taken"),
                    format!("stop passing `{alias}` in `providers`"),
                ),
            };
            found.add(*alias, message).callers(callers).old(old.spot.clone()).new(new.spot.clone());
        }
    }
}
