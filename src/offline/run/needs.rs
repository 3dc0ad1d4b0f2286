//! Which providers a configuration needs, and in which version each is served.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::tree::Tree;
use crate::error::{Error, Result};
use crate::offline::mirror::Served;
use crate::schema::Providers;
use crate::terraform::{Constraint, Module, ProviderAddress};

/// What Terraform carries itself.
const BUILT_IN: &str = "terraform.io/builtin/terraform";

/// The providers of a run.
#[derive(Debug)]
pub(super) struct Needs<'p> {
    /// Each as it is served.
    pub(super) served: Vec<Served<'p>>,
    /// What the reader should know of them, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Works out the providers of a configuration, from what it says and what that implies.
///
/// # Errors
/// When one is not known; all such are named.
pub(super) fn needs<'p>(tree: &Tree, providers: &'p Providers) -> Result<Needs<'p>> {
    let mut wanted: BTreeMap<String, Vec<Constraint>> = BTreeMap::new();
    for module in &tree.modules {
        required(module, &mut wanted);
    }
    let used = tree.modules.iter().flat_map(types);
    let only = tree.mocked.clone().map(|mocked| used.chain(mocked).collect::<BTreeSet<_>>());
    let (mut served, mut notes, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (address, constraints) in &wanted {
        let Some(provider) = providers.find(address) else {
            unknown.push(address.as_str());
            continue;
        };
        let version = version(provider.version(), constraints);
        if version != *provider.version() {
            notes.push(format!(
                "{address} {version} is asked for; the names and types checked are those of {}",
                provider.version()
            ));
        }
        served.push(Served { provider, version, only: only.clone() });
    }
    if unknown.is_empty() { Ok(Needs { served, notes }) } else { Err(not_known(&unknown)) }
}

/// The types that one module uses.
fn types(module: &Module) -> impl Iterator<Item = String> {
    module.resources.values().map(|resource| resource.kind.clone())
}

/// Adds the providers of one module, with what it says of their versions.
fn required(module: &Module, wanted: &mut BTreeMap<String, Vec<Constraint>>) {
    let address_of = |name: &str| -> Option<ProviderAddress> {
        match module.settings.required_providers.get(name) {
            Some(requirement) => requirement.address.clone(),
            None if name == "terraform" => None,
            None => ProviderAddress::hashicorp(name),
        }
    };
    for requirement in module.settings.required_providers.values() {
        if let Some(address) = &requirement.address {
            let constraints = wanted.entry(address.to_string()).or_default();
            constraints.extend(requirement.constraint.clone());
        }
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for resource in module.resources.values() {
        let named = resource.provider_address.as_deref().and_then(|name| name.split('.').next());
        let implied = resource.kind.split('_').next();
        names.extend(named.or(implied));
    }
    for provider in module.providers.values() {
        names.insert(&provider.name);
    }
    for name in names {
        if let Some(address) = address_of(name) {
            wanted.entry(address.to_string()).or_default();
        }
    }
    wanted.remove(BUILT_IN);
}

/// The version under which a provider is served: its own where the configuration admits it, or
/// else the newest of those that its constraints speak of.
fn version(own: &Version, constraints: &[Constraint]) -> Version {
    let admits = |version: &Version| constraints.iter().all(|c| c.admits(version));
    if admits(own) {
        return own.clone();
    }
    let terms = constraints.iter().flat_map(|c| &c.terms);
    let candidates = terms.flat_map(|term| {
        let number = |at: usize| term.numbers.get(at).copied().unwrap_or(0);
        let [major, minor, patch] = [number(0), number(1), number(2)];
        let mut spoken_of = Version::new(major, minor, patch);
        if let Ok(pre) = semver::Prerelease::new(&term.pre_release) {
            spoken_of.pre = pre;
        }
        let below = match (major, minor, patch) {
            (_, _, 1..) => Version::new(major, minor, patch - 1),
            (_, 1.., 0) => Version::new(major, minor - 1, 0),
            (_, 0, 0) => Version::new(major.saturating_sub(1), 0, 0),
        };
        [spoken_of, Version::new(major, minor, patch + 1), below]
    });
    // Where nothing is admitted, Terraform says which constraints are at odds.
    candidates.filter(admits).max().unwrap_or_else(|| own.clone())
}

fn not_known(unknown: &[&str]) -> Error {
    let message = match unknown {
        [one] => format!("the schema of the provider {one} is not known"),
        _ => format!("the schemas of these providers are not known: {}", unknown.join(", ")),
    };
    Error::not_found(message)
        .hint("where the provider can be downloaded, run `terraform init` and then `terraform providers schema -json > schema.json`")
        .hint("then, here: pave offline add schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(own: &str, constraints: &[&str]) -> String {
        let own = Version::parse(own).expect("it is a version");
        let constraint = |c: &&str| c.parse().expect("it is a constraint");
        let constraints: Vec<Constraint> = constraints.iter().map(constraint).collect();
        version(&own, &constraints).to_string()
    }

    #[test]
    fn a_provider_is_served_under_a_version_that_the_configuration_admits() {
        assert_eq!(served("6.62.0", &["~> 6.0"]), "6.62.0");
        assert_eq!(served("6.62.0", &["5.31.0"]), "5.31.0");
        assert_eq!(served("6.62.0", &["~> 5.40"]), "5.40.1");
        assert_eq!(served("6.62.0", &[">= 4.0", "< 6.0"]), "5.0.0");
        assert_eq!(served("6.62.0", &["< 6.0, != 5.0.0", ">= 3.63"]), "5.0.1");
        assert_eq!(served("6.62.0", &["> 7.0.0"]), "7.0.1");
        assert_eq!(served("6.62.0", &["= 7.0.0-beta1"]), "7.0.0-beta1");
        assert_eq!(served("6.62.0", &["5.0.0", "4.0.0"]), "6.62.0");
    }
}
