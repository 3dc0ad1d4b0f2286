//! What the chosen modules cannot do without, and who answers for it in each environment.
//!
//! Says what the catalog alone says: the environment's binding, the catalog's default, the only
//! module that provides it. The linker decides in earnest, with regions, pins and links.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, AnswerRule, Need};
use crate::catalog::{Catalog, Environment};

/// The needs of some modules, and of those that answer for them, by capability.
///
/// `named` are the environments that count; all of the catalog where it is empty.
pub(super) fn needs(catalog: &Catalog, chosen: &BTreeSet<String>, named: &[&str]) -> Vec<Need> {
    let mut needs: BTreeMap<String, Need> = BTreeMap::new();
    for (name, environment) in catalog.settings.environments_in_order() {
        if !named.is_empty() && !named.contains(&name) {
            continue;
        }
        let mut present: Vec<String> = chosen.iter().cloned().collect();
        let mut at = 0;
        while let Some(module) = present.get(at).and_then(|name| catalog.module(name)) {
            for slot in module.slots.iter().filter(|slot| slot.required) {
                let need = needs.entry(slot.capability.clone()).or_insert_with(|| Need {
                    capability: slot.capability.clone(),
                    needed_by: Vec::new(),
                    answers: Vec::new(),
                });
                if !need.needed_by.contains(&module.name) {
                    need.needed_by.push(module.name.clone());
                }
                if need.answers.iter().any(|answer| answer.environment == name) {
                    continue;
                }
                let answer = answer(catalog, chosen, name, environment, &slot.capability);
                if let Some(implied) = answer.module.as_ref().filter(|m| !present.contains(m)) {
                    present.push(implied.clone());
                }
                need.answers.push(answer);
            }
            at += 1;
        }
    }
    let mut needs: Vec<Need> = needs.into_values().collect();
    for need in &mut needs {
        need.needed_by.sort_unstable();
    }
    needs
}

/// The modules that answer for needs without having been asked for.
pub(super) fn implied(needs: &[Need]) -> BTreeSet<String> {
    let answers = needs.iter().flat_map(|need| &need.answers);
    let implied = answers.filter(|answer| answer.rule != AnswerRule::Component);
    implied.filter_map(|answer| answer.module.clone()).collect()
}

fn answer(
    catalog: &Catalog,
    chosen: &BTreeSet<String>,
    name: &str,
    environment: &Environment,
    capability: &str,
) -> Answer {
    let providers: Vec<&str> =
        catalog.providers_of(capability).map(|module| module.name.as_str()).collect();
    let asked: Vec<&str> =
        providers.iter().copied().filter(|module| chosen.contains(*module)).collect();
    let bound = environment.bindings.get(capability).map(|module| module.value.as_str());
    let default = catalog.settings.defaults.get(capability).map(|module| module.value.as_str());
    let decided = match (&asked[..], bound, default, &providers[..]) {
        ([one], ..) => Some((*one, AnswerRule::Component)),
        ([_, _, ..], ..) => None,
        (_, Some(bound), ..) => Some((bound, AnswerRule::Environment)),
        (_, _, Some(default), _) => Some((default, AnswerRule::CatalogDefault)),
        (_, _, _, [one]) => Some((*one, AnswerRule::OnlyModule)),
        _ => None,
    };
    let decided = decided.filter(|(module, _)| catalog.module(module).is_some());
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let candidates: Vec<String> = match decided {
        Some(_) => Vec::new(),
        None if asked.is_empty() => owned(&providers),
        None => owned(&asked),
    };
    let rule = match decided {
        Some((_, rule)) => rule,
        None if candidates.is_empty() => AnswerRule::Nobody,
        None => AnswerRule::Ambiguous,
    };
    Answer {
        environment: name.to_owned(),
        module: decided.map(|(module, _): (&str, _)| module.to_owned()),
        rule,
        candidates,
    }
}
