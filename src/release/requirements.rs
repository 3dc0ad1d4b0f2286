//! What a module and the local modules it calls need: providers and Terraform versions, together.

use std::collections::{BTreeMap, HashSet};

use camino::Utf8PathBuf;

use super::known::{Existence, Known};
use super::lint::Spot;
use super::pair::{Pair, Side};
use super::versions::Versions;
use crate::terraform::{Given, Module, Place, ProviderAddress};

/// A provider that is needed.
#[derive(Debug)]
pub(super) struct Requirement {
    /// Its name in the module; in a nested one, when only that needs it.
    pub(super) name: String,
    /// The versions that all of them admit; `None` when a constraint cannot be read.
    pub(super) versions: Option<Versions>,
    /// The constraints as written.
    pub(super) constraints: Vec<String>,
    /// Where the narrowest constraint stands, or what needs the provider.
    pub(super) spot: Spot,
    /// The further configurations that a caller must pass, such as `aws.peer`.
    pub(super) aliases: Vec<String>,
    /// Whether it is required by name, and not only by what belongs to it.
    pub(super) declared: bool,
}

/// The Terraform versions that are needed.
#[derive(Debug)]
pub(super) struct TerraformRequirement {
    /// The versions that all constraints admit; `None` when one cannot be read.
    pub(super) versions: Option<Versions>,
    /// The constraints as written.
    pub(super) constraints: Vec<String>,
    /// Where the narrowest stands.
    pub(super) spot: Option<Spot>,
}

/// The providers that a side needs, by address; one that is not required is needed in any version.
#[must_use]
pub(super) fn providers(side: &Side<'_>) -> BTreeMap<ProviderAddress, Requirement> {
    let mut needed = BTreeMap::new();
    for (prefix, dir, module) in directories(side) {
        let spot = |place: Place| Spot { dir: dir.clone(), place };
        for required in module.settings.required_providers.values() {
            let Some(address) = &required.address else { continue };
            let place = required.version.as_ref().map_or(required.name_place, |(_, at)| *at);
            let versions = match (&required.version, &required.constraint) {
                (None, _) => Some(Versions::all()),
                (Some(_), constraint) => constraint.as_ref().map(Versions::of),
            };
            let text = required.version.as_ref().map(|(text, _)| text.clone());
            let one = || one(&required.name, spot(place));
            let requirement: &mut Requirement = needed.entry(address.clone()).or_insert_with(one);
            requirement.narrow(versions, text, spot(place));
            requirement.declared = true;
            if prefix.is_empty() {
                requirement.aliases.clone_from(&required.configuration_aliases);
            }
        }
        for resource in module.resources.values() {
            let name = resource.provider_name();
            if name == "terraform" || module.settings.required_providers.contains_key(name) {
                continue;
            }
            if let Some(address) = ProviderAddress::hashicorp(name) {
                let one = || one(name, spot(resource.kind_place));
                needed.entry(address).or_insert_with(one);
            }
        }
    }
    needed
}

fn one(name: &str, spot: Spot) -> Requirement {
    Requirement {
        name: name.to_owned(),
        versions: Some(Versions::all()),
        constraints: Vec::new(),
        spot,
        aliases: Vec::new(),
        declared: false,
    }
}

/// Each directory that a side consists of, once, however often it is called.
pub(super) fn directories<'s>(
    side: &'s Side<'_>,
) -> impl Iterator<Item = &'s (String, Utf8PathBuf, &'s Module)> {
    let mut seen = HashSet::new();
    side.objects.modules.iter().filter(move |(_, dir, _)| seen.insert(dir))
}

impl Requirement {
    fn narrow(&mut self, versions: Option<Versions>, text: Option<String>, spot: Spot) {
        if narrowed(&mut self.versions, versions) {
            self.spot = spot;
        }
        self.constraints.extend(text);
    }

    /// The constraints, for a message.
    #[must_use]
    pub(super) fn text(&self) -> String {
        text(&self.constraints)
    }
}

impl TerraformRequirement {
    /// The constraints, for a message.
    #[must_use]
    pub(super) fn text(&self) -> String {
        text(&self.constraints)
    }
}

fn text(constraints: &[String]) -> String {
    match constraints {
        [] => "any version".to_owned(),
        constraints => format!("`{}`", constraints.join(", ")),
    }
}

/// Narrows versions by more; says whether anything was lost.
fn narrowed(all: &mut Option<Versions>, more: Option<Versions>) -> bool {
    let Some((before, more)) = all.as_ref().zip(more) else {
        *all = None;
        return false;
    };
    let both = before.and(&more);
    let lost = both != *before;
    *all = Some(both);
    lost
}

/// The Terraform versions that a side needs.
#[must_use]
pub(super) fn terraform(side: &Side<'_>) -> TerraformRequirement {
    let mut needed = TerraformRequirement {
        versions: Some(Versions::all()),
        constraints: Vec::new(),
        spot: None,
    };
    for (_, dir, module) in directories(side) {
        for required in &module.settings.required_version {
            let versions = required.constraint.as_ref().map(Versions::of);
            let spot = Spot { dir: dir.clone(), place: required.expression.place };
            if narrowed(&mut needed.versions, versions) || needed.spot.is_none() {
                needed.spot = Some(spot);
            }
            needed.constraints.extend(required.text.clone());
        }
    }
    needed
}

/// The providers that both sides need, with what each says.
pub(super) fn shared_providers<'s>(
    pair: &'s Pair<'_>,
) -> impl Iterator<Item = (&'s ProviderAddress, &'s Requirement, &'s Requirement)> {
    let (old, new) = (pair.old.providers(), pair.new.providers());
    old.iter().filter_map(|(address, old)| Some((address, old, new.get(address)?)))
}

/// The provider whose source is another in the new version: its name, and both places.
#[must_use]
pub(super) fn moved_providers(pair: &Pair<'_>) -> Vec<MovedProvider> {
    let addresses = |module: &Module, name: &str| {
        let required = module.settings.required_providers.get(name)?;
        let place = required.source.as_ref().map_or(required.name_place, |(_, place)| *place);
        Some((required.address.clone()?, place))
    };
    let names = pair.old.module.settings.required_providers.keys();
    names
        .filter_map(|name| {
            let (old, old_place) = addresses(pair.old.module, name)?;
            let (new, new_place) = addresses(pair.new.module, name)?;
            (old != new).then(|| MovedProvider {
                name: name.clone(),
                old,
                new,
                places: (pair.old.spot(old_place), pair.new.spot(new_place)),
            })
        })
        .collect()
}

/// A provider that comes from elsewhere.
#[derive(Debug)]
pub(super) struct MovedProvider {
    /// Its name in the module.
    pub(super) name: String,
    /// Where it came from.
    pub(super) old: ProviderAddress,
    /// Where it comes from.
    pub(super) new: ProviderAddress,
    /// Where that stands, in both versions.
    pub(super) places: (Spot, Spot),
}

/// The providers of hashicorp that work without any configuration.
const FREE: [&str; 10] = [
    "archive",
    "cloudinit",
    "external",
    "http",
    "local",
    "null",
    "random",
    "template",
    "time",
    "tls",
];

/// Whether a provider works without any configuration.
#[must_use]
pub(super) fn needs_no_configuration(address: &ProviderAddress) -> bool {
    address.namespace == "hashicorp" && FREE.contains(&address.kind.as_str())
}

/// Whether callers of the old version get anything of a provider that was added: what they cannot
/// ask for yet is not there, and Terraform configures no provider for nothing.
#[must_use]
pub(super) fn is_used(pair: &Pair<'_>, added: &Requirement) -> bool {
    let objects = &pair.new.objects;
    let unknown: Given =
        pair.old.module.variables.keys().map(|name| (name.clone(), None)).collect();
    let known = Known::new(objects, unknown);
    // What is in modules from elsewhere is not seen.
    let closed = objects.calls.keys().any(|address| !objects.is_open(address));
    let of_it = objects.resources.values().filter(|object| {
        object.what.provider_name() == added.name && object.what.within_check.is_none()
    });
    closed
        || of_it.into_iter().any(|object| {
            let inside = (object.prefix.as_str(), object.module);
            let (count, each) = (object.what.count.as_ref(), object.what.for_each.as_ref());
            known.existence(objects, inside, count, each) != Existence::Off
        })
}

/// The providers that only the new version needs, and says so.
///
/// One that only a resource tells of is found with the resource.
#[must_use]
pub(super) fn added_providers<'s>(
    pair: &'s Pair<'_>,
) -> Vec<(&'s ProviderAddress, &'s Requirement)> {
    let (old, moved) = (pair.old.providers(), moved_providers(pair));
    let is_new = |address: &ProviderAddress| {
        !old.contains_key(address) && moved.iter().all(|moved| moved.new != *address)
    };
    let all = pair.new.providers().iter();
    all.filter(|(address, needed)| needed.declared && is_new(address)).collect()
}

/// The providers that only the old version needs, and says so.
#[must_use]
pub(super) fn removed_providers<'s>(
    pair: &'s Pair<'_>,
) -> Vec<(&'s ProviderAddress, &'s Requirement)> {
    let (new, moved) = (pair.new.providers(), moved_providers(pair));
    let is_gone = |address: &ProviderAddress| {
        !new.contains_key(address) && moved.iter().all(|moved| moved.old != *address)
    };
    let all = pair.old.providers().iter();
    all.filter(|(address, needed)| needed.declared && is_gone(address)).collect()
}

/// The configurations that callers no longer pass, and those that they did not.
#[must_use]
pub(super) fn aliases<'r>(
    old: &'r Requirement,
    new: &'r Requirement,
) -> (Vec<&'r str>, Vec<&'r str>) {
    let only = |these: &'r Requirement, others: &Requirement| {
        let only = these.aliases.iter().filter(|alias| !others.aliases.contains(alias));
        only.map(String::as_str).collect()
    };
    (only(old, new), only(new, old))
}

/// The Terraform versions of callers that are no longer admitted, oldest first.
#[must_use]
pub(super) fn excluded(pair: &Pair<'_>, before: &Versions, now: &Versions) -> Vec<semver::Version> {
    let lost = before.without(now);
    pair.supported_terraform.iter().filter(|version| lost.contains(version)).cloned().collect()
}

/// A few versions in words.
#[must_use]
pub(super) fn span(first: &semver::Version, last: &semver::Version) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}
