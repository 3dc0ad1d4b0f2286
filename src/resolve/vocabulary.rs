//! What phrases mean on one catalog.

use std::collections::HashMap;

use super::english::{English, services};
use crate::catalog::words::phrase;
use crate::catalog::{Catalog, CatalogModule, Lifecycle};

/// What a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A module.
    Module(String),
    /// A deprecated module, and the module that took its place.
    Successor(String),
    /// A blueprint.
    Blueprint(String),
    /// Something that contains an alias and means none of the modules.
    Nothing,
    /// An environment.
    Environment(String),
    /// A region, as the provider calls it.
    Region(String),
    /// A cloud service that the catalog does not have.
    Service(String),
}

/// Phrases by what they are compared by.
#[derive(Debug)]
pub(super) struct Vocabulary {
    phrases: HashMap<String, Meaning>,
    longest: usize,
}

impl Vocabulary {
    /// The phrases of a catalog. Where two mean something by the same words, the earlier wins:
    /// approved modules, blueprints, deprecated modules, places, then services that are not there.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut vocabulary = Self { phrases: HashMap::new(), longest: 0 };
        for module in catalog.approved() {
            vocabulary.module(module, Meaning::Module(module.name.clone()));
        }
        for (name, blueprint) in &catalog.blueprints {
            vocabulary.add(name, Meaning::Blueprint(name.clone()));
            for alias in &blueprint.written.aliases {
                vocabulary.add(alias, Meaning::Blueprint(name.clone()));
            }
        }
        for module in catalog.modules().filter(|m| m.lifecycle() == Lifecycle::Deprecated) {
            let successor = module.card.successor.as_ref();
            let successor = successor.and_then(|name| catalog.module(name));
            let meaning = match successor.filter(|successor| successor.is_approved()) {
                Some(successor) => Meaning::Successor(successor.name.clone()),
                None => Meaning::Module(module.name.clone()),
            };
            vocabulary.module(module, meaning);
        }
        for module in catalog.approved() {
            for not in &module.card.not_aliases {
                // The name of a service that is not there says more than nothing does.
                let service = services().get(&phrase(not)).cloned();
                let meaning = service.map_or(Meaning::Nothing, Meaning::Service);
                vocabulary.add(not, meaning);
            }
        }
        vocabulary.raw_types(catalog);
        vocabulary.places(catalog);
        for (key, service) in services() {
            vocabulary.add_key(key.clone(), Meaning::Service(service.clone()));
        }
        vocabulary
    }

    /// What a phrase means, by its stems joined by spaces.
    pub(super) fn get(&self, stems: &str) -> Option<&Meaning> {
        self.phrases.get(stems)
    }

    /// Most words that a phrase has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    fn module(&mut self, module: &CatalogModule, meaning: Meaning) {
        let not: Vec<String> = module.card.not_aliases.iter().map(|alias| phrase(alias)).collect();
        let aliases = module.card.aliases.iter().map(|alias| alias.value.as_str());
        for alias in std::iter::once(module.name.as_str()).chain(aliases) {
            if !not.contains(&phrase(alias)) {
                self.add(alias, meaning.clone());
            }
        }
    }

    /// The raw types that exactly one module stands in for.
    fn raw_types(&mut self, catalog: &Catalog) {
        let mut owners: HashMap<&str, Vec<&str>> = HashMap::new();
        for module in catalog.approved() {
            for kind in &module.card.replaces {
                owners.entry(kind).or_default().push(&module.name);
            }
        }
        let mut single: Vec<_> = owners.into_iter().filter(|(_, all)| all.len() == 1).collect();
        single.sort_unstable();
        for (kind, owner) in single {
            self.add(kind, Meaning::Module(owner[0].to_owned()));
        }
    }

    fn places(&mut self, catalog: &Catalog) {
        let english = English::get();
        for phrase in &english.phrases {
            self.add(phrase, Meaning::Nothing);
        }
        let settings = &catalog.settings;
        for name in settings.environments.keys() {
            self.add(name, Meaning::Environment(name.value.clone()));
        }
        for (short, region) in &settings.regions {
            self.add(short, Meaning::Region(region.value.clone()));
            self.add(region, Meaning::Region(region.value.clone()));
        }
        for environment in settings.environments.values() {
            let region = &environment.region;
            self.add(region, Meaning::Region(region.value.clone()));
        }
        for group in english.environments.iter().chain(&english.regions) {
            let known = group.iter().find_map(|word| {
                let meaning = self.phrases.get(&phrase(word));
                meaning.filter(|m| matches!(m, Meaning::Environment(_) | Meaning::Region(_)))
            });
            if let Some(meaning) = known.cloned() {
                for word in group {
                    self.add(word, meaning.clone());
                }
            }
        }
    }

    fn add(&mut self, words: &str, meaning: Meaning) {
        self.add_key(phrase(words), meaning);
    }

    fn add_key(&mut self, key: String, meaning: Meaning) {
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.split(' ').count());
        self.phrases.entry(key).or_insert(meaning);
    }
}
