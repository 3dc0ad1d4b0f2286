//! `provider-alias-removed`: an entry of `configuration_aliases` is gone, or has another name.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{Requirement, aliases, shared_providers};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "provider-alias-removed",
    group: Group::Requirements,
    class: Class::Major,
    title: "A provider configuration that callers pass was removed or renamed",
    explanation: "Callers pass a configuration under that name in `providers`. Under another name \
                  they pass none yet: `terraform init` says `Missing required provider \
                  configuration`. Where it is gone, Terraform warns with `Reference to undefined \
                  provider`, and what was made with it belongs to another configuration from now \
                  on, in another region or account.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (_, old, new) in shared_providers(pair) {
        let (removed, added) = aliases(old, new);
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

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let mut all = shared_providers(pair);
    let takes = |old: &Requirement| old.aliases.contains(&change.subject);
    let (address, old, _) = all.find(|(_, old, _)| takes(old))?;
    let name = &old.name;
    let source = format!("    {name} = {{\n      source = \"{address}\"\n    }}\n");
    let mut caller = Caller {
        preamble: format!("terraform {{\n  required_providers {{\n{source}  }}\n}}\n"),
        ..Caller::default()
    };
    let mut passed = format!("{{\n    {name} = {name}\n");
    for alias in &old.aliases {
        let short = alias.rsplit('.').next()?;
        caller.preamble += &format!("\nprovider \"{name}\" {{\n  alias = \"{short}\"\n}}\n");
        passed += &format!("    {alias} = {alias}\n");
    }
    caller.meta.push(("providers".to_owned(), passed + "  }"));
    Some(caller)
}
