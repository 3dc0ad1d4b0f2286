//! What phrases mean on one catalog.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::english::{English, service_names, services};
use super::nouns::nouns;
use crate::catalog::words::{Word, phrase, stem, words};
use crate::catalog::{Catalog, CatalogModule, Lifecycle};

/// What a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A module.
    Module(String),
    /// A deprecated module, and the module that took its place.
    Successor(String),
    /// The module that alone stands in for a resource type of this name.
    Noun(String),
    /// A blueprint.
    Blueprint(String),
    /// Something that contains an alias and means none of the modules.
    Nothing,
    /// An environment.
    Environment(String),
    /// All environments.
    Everywhere,
    /// A region, as the provider calls it.
    Region(String),
    /// A cloud service that the catalog does not have.
    Service(String),
}

/// Phrases by what they are compared by.
#[derive(Debug)]
pub(super) struct Vocabulary {
    phrases: HashMap<String, Meaning>,
    /// Phrases written as one word, to what they are compared by: `loadbalancer`, `dynamo db`.
    joined: HashMap<String, String>,
    /// Every word of every phrase, as it is compared.
    known: HashSet<String>,
    /// The words that a slip may have meant, as they are written.
    targets: HashSet<String>,
    longest: usize,
}

/// Fewest letters of what counts although it is written apart, or in one word.
const SHORTEST_JOINED: usize = 6;

/// Most words that may be one word written apart.
const MOST_JOINED: usize = 3;

impl Vocabulary {
    /// The phrases of a catalog. Where two mean something by the same words, the earlier wins:
    /// approved modules, blueprints, deprecated modules, places, names of what modules replace,
    /// then services that are not there.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut vocabulary = Self {
            phrases: HashMap::new(),
            joined: HashMap::new(),
            known: HashSet::new(),
            targets: HashSet::new(),
            longest: 0,
        };
        for module in catalog.approved() {
            vocabulary.module(module, &Meaning::Module(module.name.clone()));
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
            vocabulary.module(module, &meaning);
        }
        for module in catalog.approved() {
            for not in &module.card.not_aliases {
                // The name of a service that is not there says more than nothing does.
                let service = services().get(&phrase(not));
                let meaning =
                    service.map_or(Meaning::Nothing, |s| Meaning::Service((*s).to_owned()));
                vocabulary.add(not, meaning);
            }
        }
        let nouns = nouns(catalog);
        for (kind, module) in &nouns.kinds {
            vocabulary.add(kind, Meaning::Module(module.clone()));
        }
        vocabulary.places(catalog);
        for (noun, module) in nouns.names {
            vocabulary.add(&noun, Meaning::Noun(module));
        }
        for (key, service) in services() {
            vocabulary.add_key(key.clone(), Meaning::Service((*service).to_owned()));
        }
        service_names().for_each(|name| vocabulary.targets(name));
        vocabulary.learn(catalog);
        vocabulary
    }

    /// What a phrase means, by its stems joined by spaces.
    pub(super) fn get(&self, stems: &str) -> Option<&Meaning> {
        self.phrases.get(stems)
    }

    /// What some words mean together, also where they should be one word, or one should be several.
    pub(super) fn meaning(&self, words: &[Word]) -> Option<&Meaning> {
        let stems: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
        let stems = stems.join(" ");
        if let Some(meaning) = self.phrases.get(&stems) {
            return Some(meaning);
        }
        if words.len() > MOST_JOINED || stems.len() < SHORTEST_JOINED {
            return None;
        }
        let text: String = words.iter().map(|word| word.text.as_str()).collect();
        self.phrases.get(self.joined.get(&stem(&text))?)
    }

    /// Most words that a phrase has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a word, as it is compared, is one that the catalog or a list has.
    pub(super) fn knows(&self, stem: &str) -> bool {
        self.known.contains(stem) || self.joined.contains_key(stem)
    }

    /// The words that a slip may have meant, as they are written.
    pub(super) fn targets_of_slips(&self) -> &HashSet<String> {
        &self.targets
    }

    fn module(&mut self, module: &CatalogModule, meaning: &Meaning) {
        let not: Vec<String> = module.card.not_aliases.iter().map(|alias| phrase(alias)).collect();
        let aliases = module.card.aliases.iter().map(|alias| alias.value.as_str());
        for alias in std::iter::once(module.name.as_str()).chain(aliases) {
            if !not.contains(&phrase(alias)) {
                self.add(alias, meaning.clone());
            }
        }
    }

    fn places(&mut self, catalog: &Catalog) {
        let english = English::get();
        for phrase in &english.phrases {
            self.add(phrase, Meaning::Nothing);
        }
        let settings = &catalog.settings;
        for phrase in &english.every {
            if settings.environments.len() == 2 || !phrase.starts_with("both") {
                self.add(phrase, Meaning::Everywhere);
            }
        }
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

    /// Takes the other words of the cards for what they are: right as they are.
    fn learn(&mut self, catalog: &Catalog) {
        let cards = catalog.approved().map(|module| &module.card);
        let texts = cards.flat_map(|card| {
            let says = card.phrases.iter().flat_map(|phrase| &phrase.say);
            says.chain(&card.uses).chain(std::iter::once(&card.summary))
        });
        for text in texts {
            self.known.extend(words(text).into_iter().map(|word| word.stem));
        }
    }

    fn add(&mut self, text: &str, meaning: Meaning) {
        if !matches!(meaning, Meaning::Nothing | Meaning::Region(_)) {
            self.targets(text);
        }
        let joined: String = words(text).into_iter().map(|word| word.text).collect();
        let key = phrase(text);
        if joined.len() >= SHORTEST_JOINED {
            self.joined.entry(stem(&joined)).or_insert_with(|| key.clone());
        }
        self.add_key(key, meaning);
    }

    fn add_key(&mut self, key: String, meaning: Meaning) {
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.split(' ').count());
        self.known.extend(key.split(' ').map(str::to_owned));
        if !key.contains(' ') || matches!(meaning, Meaning::Service(_)) {
            let joined = key.replace(' ', "");
            if joined.len() >= SHORTEST_JOINED {
                self.joined.entry(joined).or_insert_with(|| key.clone());
            }
        }
        self.phrases.entry(key).or_insert(meaning);
    }

    fn targets(&mut self, text: &str) {
        self.targets.extend(words(text).into_iter().map(|word| word.text));
    }
}

/// Modules by name, where exactly one has a thing.
pub(super) fn single<'a>(
    owned: impl Iterator<Item = (String, &'a str)>,
) -> BTreeMap<String, String> {
    let mut owners: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (thing, owner) in owned {
        let known = owners.entry(thing).or_insert(Some(owner));
        if known.is_some_and(|known| known != owner) {
            *known = None;
        }
    }
    owners.into_iter().filter_map(|(thing, owner)| Some((thing, owner?.to_owned()))).collect()
}
