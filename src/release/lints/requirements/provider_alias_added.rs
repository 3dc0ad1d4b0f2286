//! `provider-alias-added`: an entry of `configuration_aliases` was added.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::aliases;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "provider-alias-added",
    group: Group::Requirements,
    class: Class::Major,
    title: "Callers must pass a further provider configuration",
    explanation: "No caller passes it yet, so every one is refused: `terraform init` says `Missing \
                  required provider configuration`.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let needed = pair.old.providers();
    for (address, new) in pair.new.providers() {
        let renamed = needed.get(address).map_or(0, |old| aliases(old, new).0.len());
        let none = Vec::new();
        let before = needed.get(address).map_or(&none, |old| &old.aliases);
        let added = new.aliases.iter().filter(|alias| !before.contains(alias));
        for alias in added.skip(renamed) {
            found
                .add(alias, format!("the provider configuration `{alias}` must be passed"))
                .callers(format!("pass `{alias}` in `providers`"))
                .new(new.spot.clone());
        }
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
