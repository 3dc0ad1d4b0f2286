//! `provider-block-added`: a `provider` block that sets something was added.

use crate::release::class::Class;
use crate::release::lint::Spot;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::pair::Side;
use crate::release::requirements::directories;
use crate::release::witness::Caller;
use crate::terraform::ProviderConfiguration;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    id: "provider-block-added",
    group: Group::Requirements,
    class: Class::Denied,
    title: "A provider is configured inside the module",
    explanation: "A module that configures providers itself cannot be called with `count`, \
                  `for_each` or `depends_on`, for which Terraform says `Module is incompatible \
                  with count, for_each, and depends_on`, and what it created cannot be destroyed \
                  once the call is gone. The configuration is the caller's: require the provider \
                  and let it be passed.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let sets = |provider: &ProviderConfiguration| {
        !provider.arguments.is_empty() || !provider.blocks.is_empty()
    };
    let of = |side: &Side<'_>| -> BTreeMap<String, Spot> {
        let all = directories(side).flat_map(|(prefix, dir, module)| {
            let configured = module.providers.values().filter(|provider| sets(provider));
            configured.map(move |provider| {
                let place = provider.name_place;
                let at = if prefix.is_empty() { "" } else { "." };
                let address = format!("{prefix}{at}provider.{}", provider.address());
                (address, Spot { dir: dir.clone(), place })
            })
        });
        all.collect()
    };
    let old = of(&pair.old);
    for (address, spot) in
        of(&pair.new).into_iter().filter(|(address, _)| !old.contains_key(address))
    {
        found
            .add(&address, format!("the module configures `{address}` itself"))
            .callers("configure and pass the provider instead, once the module lets you")
            .new(spot);
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller { meta: vec![("count".to_owned(), "1".to_owned())], ..Caller::default() })
}
