//! Which of an imported module's inputs and outputs are what the catalog's capabilities speak of.
//!
//! By name and type, field by field, for a person to read over. What is only alike in part is told
//! and not mapped: a wrong link is worse than none.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Capability, Catalog, Wiring};
use crate::schema::{Providers, output_types};
use crate::terraform::{Module, ObjectType, Type, assign};

/// Arguments that take a key, whatever they are called; a capability says `key_arn`.
const KEY_ARGUMENTS: [&str; 5] =
    ["kms_key_arn", "kms_key_id", "kms_master_key_id", "kms_key", "encryption_key_arn"];

/// Words that modules have for what a capability calls otherwise: its word, then theirs.
const ALSO_CALLED: [(&str, &str); 2] = [("isolated", "intra"), ("isolated", "database")];

/// What a capability goes in by, or comes out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mapped {
    /// One input or output is all of it.
    Whole { name: String, many: bool },
    /// Each field has its own: field to output, or input to field.
    Fields(BTreeMap<String, String>),
}

/// How a module takes part in the wiring, by capability.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    pub(super) provides: BTreeMap<String, Mapped>,
    pub(super) requires: BTreeMap<String, Mapped>,
    pub(super) accepts: BTreeMap<String, Mapped>,
    /// What is provided in part: the capability, and the fields that no output is.
    nearly: BTreeMap<String, Vec<String>>,
}

impl Mapping {
    /// The inputs that others fill.
    pub(super) fn inputs(&self) -> BTreeSet<&str> {
        let taken = self.requires.values().chain(self.accepts.values());
        let names = taken.flat_map(|mapped| match mapped {
            Mapped::Whole { name, .. } => vec![name.as_str()],
            Mapped::Fields(fields) => fields.keys().map(String::as_str).collect(),
        });
        names.collect()
    }

    /// It in words, a line each.
    pub(super) fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (word, group) in
            [("provides", &self.provides), ("requires", &self.requires), ("accepts", &self.accepts)]
        {
            for (capability, mapped) in group {
                told.push(match mapped {
                    Mapped::Whole { name, .. } => format!("{word} {capability}: {name}"),
                    Mapped::Fields(fields) => {
                        let pairs = fields.iter().map(|(left, right)| format!("{left} = {right}"));
                        format!("{word} {capability}: {}", pairs.collect::<Vec<_>>().join(", "))
                    }
                });
            }
        }
        for (capability, fields) in &self.nearly {
            told.push(format!(
                "nearly provides {capability}: no output is its {}",
                fields.join(", ")
            ));
        }
        told
    }
}

/// Maps a module's inputs and outputs; `called` is what it is called, here and where it came from.
pub(super) fn map(catalog: &Catalog, module: &Module, called: &[&str]) -> Mapping {
    let called: BTreeSet<&str> = called
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let mut mapping = Mapping::default();
    let outputs: BTreeMap<String, Type> = output_types(module, Providers::embedded())
        .into_iter()
        .filter(|(_, typed)| !typed.ephemeral)
        .map(|(name, typed)| (name, typed.ty))
        .collect();
    for capability in catalog.capabilities.values() {
        provided(capability, &outputs, &called, &mut mapping);
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    for capability in catalog.capabilities.values() {
        // What a module makes, it does not also take.
        let makes = mapping.provides.contains_key(&capability.name)
            || mapping.nearly.contains_key(&capability.name);
        if !makes {
            taken(capability, module, &mut used, &mut mapping);
        }
    }
    mapping
}

fn provided(
    capability: &Capability,
    outputs: &BTreeMap<String, Type>,
    called: &BTreeSet<&str>,
    mapping: &mut Mapping,
) {
    let Type::Object(object) = &capability.ty else { return };
    let whole = capability.name.replace('-', "_");
    if let Some(Type::Object(found)) = outputs.get(&whole)
        && fits(&Type::Object(found.clone()), &capability.ty)
    {
        let mapped = Mapped::Whole { name: whole, many: false };
        mapping.provides.insert(capability.name.clone(), mapped);
        return;
    }
    // What several components may give to one is too much for names alone.
    if capability.many && object.attributes.len() > 1 {
        return;
    }
    let single = object.attributes.len() == 1;
    let (mut fields, mut missing) = (BTreeMap::new(), Vec::new());
    for (field, attribute) in &object.attributes {
        let best = outputs
            .iter()
            .filter(|(_, ty)| fits(ty, &attribute.ty))
            // A cluster that tells its `kms_key_arn` is no source of keys; a module `kms` is one.
            .filter(|(name, _)| {
                let first = name.split('_').next().unwrap_or_default();
                !single || words(name) == words(field) || called.contains(first)
            })
            .filter_map(|(name, _)| Some((likeness(name, field)?, name)))
            .min();
        match best {
            Some((_, output)) => drop(fields.insert(field.clone(), output.clone())),
            None if attribute.optional => {}
            None => missing.push(field.clone()),
        }
    }
    if missing.is_empty() && !fields.is_empty() {
        mapping.provides.insert(capability.name.clone(), Mapped::Fields(fields));
    } else if fields.len() > missing.len() {
        mapping.nearly.insert(capability.name.clone(), missing);
    }
}

fn taken(
    capability: &Capability,
    module: &Module,
    used: &mut BTreeSet<String>,
    mapping: &mut Mapping,
) {
    let single = capability.name.replace('-', "_");
    let whole =
        if capability.many { Type::map(capability.ty.clone()) } else { capability.ty.clone() };
    let named = module.variables.values().find(|variable| {
        let plural = format!("{single}s");
        let called = variable.name == single || (capability.many && variable.name == plural);
        called && !matches!(variable.ty, Type::Any) && fits(&whole, &variable.ty)
    });
    let mut inputs: BTreeMap<String, String> = BTreeMap::new();
    let mapped = match (named, &capability.ty) {
        (Some(variable), _) => {
            inputs.insert(variable.name.clone(), String::new());
            Some(Mapped::Whole { name: variable.name.clone(), many: capability.many })
        }
        (None, Type::Object(object)) if !(capability.many && object.attributes.len() > 1) => {
            inputs = fields_taken(capability, object, module, used);
            (!inputs.is_empty()).then(|| Mapped::Fields(inputs.clone()))
        }
        _ => None,
    };
    let Some(mapped) = mapped else { return };
    used.extend(inputs.keys().cloned());
    let required = inputs
        .keys()
        .filter_map(|input| module.variables.get(input))
        .any(|variable| variable.is_required());
    let group = if required { &mut mapping.requires } else { &mut mapping.accepts };
    group.insert(capability.name.clone(), mapped);
}

/// The inputs that take fields of a capability: input to field.
fn fields_taken(
    capability: &Capability,
    object: &ObjectType,
    module: &Module,
    used: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    // A field on its own says little: the input has to speak of the capability too.
    let strict = object.attributes.len() == 1 || capability.wiring == Wiring::Explicit;
    let about: Vec<String> = words(&capability.name.replace('-', "_"));
    let mut inputs = BTreeMap::new();
    for (field, attribute) in &object.attributes {
        let candidates = module.variables.values().filter(|variable| {
            !used.contains(&variable.name)
                && !inputs.contains_key(&variable.name)
                && fits(&attribute.ty, &variable.ty)
        });
        let best = candidates
            .filter_map(|variable| {
                let name = variable.name.as_str();
                if field == "key_arn"
                    && let Some(at) = KEY_ARGUMENTS.iter().position(|key| *key == name)
                {
                    return Some((at, name));
                }
                let spoken = words(name);
                if strict && !about.iter().all(|word| spoken.contains(word)) {
                    return None;
                }
                let of_subnets = field.starts_with("private") && spoken == ["subnet"];
                if of_subnets {
                    return Some((0, name));
                }
                Some((likeness(name, field)?, name))
            })
            .min();
        if let Some((_, input)) = best {
            inputs.insert(input.to_owned(), field.clone());
        }
    }
    inputs
}

/// How much a name is like a field's, 0 being most; `None` when it is another thing.
fn likeness(name: &str, field: &str) -> Option<usize> {
    let (said, wanted) = (words(name), words(field));
    if name == field {
        return Some(0);
    }
    if said == wanted {
        return Some(1);
    }
    // `vpc_cidr_block` is a `cidr_block`; `vpc_secondary_cidr_block` is another.
    if said.len() == wanted.len() + 1 && said[1..] == wanted[..] && said[0].len() <= 5 {
        return Some(2);
    }
    let other = |(ours, theirs): &(&str, &str)| {
        wanted.first().is_some_and(|first| first == ours)
            && said.first().is_some_and(|first| first == theirs)
            && said[1..] == wanted[1..]
    };
    ALSO_CALLED.iter().position(other).map(|at| 3 + at)
}

/// The words of a name in the singular, without `id`, which some say and some do not.
fn words(name: &str) -> Vec<String> {
    let single = |word: &str| match word.strip_suffix('s') {
        Some(single) if word.len() > 3 && !single.ends_with('s') => single.to_owned(),
        _ => word.to_owned(),
    };
    let all: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let telling = all.iter().filter(|word| !["id", "ids"].contains(word));
    let telling: Vec<String> = telling.map(|word| single(word)).collect();
    if telling.is_empty() { all.iter().map(|word| (*word).to_owned()).collect() } else { telling }
}

fn fits(from: &Type, to: &Type) -> bool {
    !assign(from, to).iter().any(crate::terraform::Mismatch::is_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_like_a_field_or_another_thing() {
        for (name, field, like) in [
            ("vpc_id", "vpc_id", Some(0)),
            ("private_subnets", "private_subnet_ids", Some(1)),
            ("vpc_cidr_block", "cidr_block", Some(2)),
            ("intra_subnets", "isolated_subnet_ids", Some(3)),
            ("database_subnets", "isolated_subnet_ids", Some(4)),
            ("private_subnet_arns", "private_subnet_ids", None),
            ("public_subnets", "private_subnet_ids", None),
            ("vpc_secondary_cidr_blocks", "cidr_block", None),
            ("vpc_arn", "vpc_id", None),
        ] {
            assert_eq!(likeness(name, field), like, "{name} {field}");
        }
    }
}
