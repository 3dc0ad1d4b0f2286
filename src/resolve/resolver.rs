//! The steps from a sentence to components.

use super::choice::Components;
use super::english::English;
use super::naming::{self, Given};
use super::negation;
use super::reading::{Match, Polarity, Reading};
use super::vocabulary::{Meaning, Vocabulary};
use super::{ChosenBlueprint, NotCovered, Place, Removed, Resolution, Rule, ServiceName};
use crate::catalog::{Catalog, Slot, Wiring};

/// Understands sentences on one catalog; for more than one sentence.
#[derive(Debug)]
pub struct Resolver<'c> {
    catalog: &'c Catalog,
    vocabulary: Vocabulary,
}

/// Understands one sentence.
///
/// The same sentence on the same catalog means the same every time.
#[must_use]
pub fn resolve(catalog: &Catalog, intent: &str) -> Resolution {
    Resolver::new(catalog).resolve(intent)
}

impl<'c> Resolver<'c> {
    /// Learns what phrases mean on a catalog.
    #[must_use]
    pub fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, vocabulary: Vocabulary::new(catalog) }
    }

    /// Understands a sentence.
    #[must_use]
    pub fn resolve(&self, intent: &str) -> Resolution {
        let mut reading = Reading::new(intent);
        let names = naming::given(&mut reading, &self.vocabulary);
        reading.find(&self.vocabulary);
        negation::mark(&mut reading);

        let mut resolution = Resolution { intent: intent.to_owned(), ..Resolution::default() };
        let mut components = Components::new(self.catalog);
        let matches = reading.matches.clone();
        self.blueprint(&reading, &matches, &mut components, &mut resolution);
        for found in &matches {
            let words = reading.quote(found.start, found.end);
            match (&found.meaning, found.polarity) {
                (Meaning::Module(module), Polarity::Wanted) => {
                    let given = self.name_of(module, found, &names);
                    components.take(&mut reading, found, module, Rule::Alias, given);
                }
                (Meaning::Successor(module), Polarity::Wanted) => {
                    let given = self.name_of(module, found, &names);
                    components.take(&mut reading, found, module, Rule::Successor, given);
                }
                (Meaning::Environment(name), Polarity::Wanted) => {
                    place(&mut resolution.environments, name, words);
                }
                (Meaning::Region(name), Polarity::Wanted) => {
                    let place = Place { name: name.clone(), words };
                    resolution.region.get_or_insert(place);
                }
                (Meaning::Service(service), Polarity::Wanted) => {
                    let lacking = NotCovered { service: service.clone(), words, module: None };
                    not_covered(&mut resolution.not_covered, lacking);
                }
                _ => {}
            }
        }
        for found in &matches {
            let Polarity::Unwanted(not) = found.polarity else { continue };
            if let Meaning::Module(module) | Meaning::Successor(module) = &found.meaning {
                components.remove(module);
                // What a negation spans is no wish either: "no sort of database", "is not needed".
                let (start, end) = (not.min(found.start), found.end.max(not + 1));
                reading.used[start..end].fill(true);
                let words = reading.quote(start, end);
                resolution.removed.push(Removed { module: module.clone(), words });
            }
        }
        resolution.components = components.finish();
        resolution.service_name = self.service_name(&reading, &matches, &names);
        resolution.unused_words = unused(&reading, resolution.service_name.as_ref());
        resolution
    }

    /// Chooses the first blueprint that is named.
    fn blueprint(
        &self,
        reading: &Reading<'_>,
        matches: &[Match],
        components: &mut Components,
        resolution: &mut Resolution,
    ) {
        for found in matches.iter().filter(|found| found.polarity == Polarity::Wanted) {
            let Meaning::Blueprint(name) = &found.meaning else { continue };
            let Some(blueprint) = self.catalog.blueprint(name) else { continue };
            let words = reading.quote(found.start, found.end);
            components.blueprint(blueprint, &words);
            resolution.blueprint = Some(ChosenBlueprint { name: name.clone(), words });
            return;
        }
    }

    /// The name given to a component: "a queue called jobs".
    fn name_of<'n>(&self, module: &str, found: &Match, names: &'n [Given]) -> Option<&'n Given> {
        names.iter().find(|given| given.after == found.end && !self.is_the_service(module))
    }

    /// The name given to the service, or a guess.
    fn service_name(
        &self,
        reading: &Reading<'_>,
        matches: &[Match],
        names: &[Given],
    ) -> Option<ServiceName> {
        let names_a_component = |given: &Given| {
            matches.iter().any(|found| match &found.meaning {
                Meaning::Module(module) | Meaning::Successor(module) => {
                    found.end == given.after && !self.is_the_service(module)
                }
                _ => false,
            })
        };
        let given = names.iter().find(|given| !names_a_component(given));
        given
            .map(|given| ServiceName { name: given.name.clone(), guessed: false })
            .or_else(|| naming::guess(reading).map(|name| ServiceName { name, guessed: true }))
    }

    /// Whether a module is what others back, so that its name is that of the service.
    fn is_the_service(&self, module: &str) -> bool {
        let takes_unasked = |slot: &Slot| {
            let capability = self.catalog.capability(&slot.capability);
            slot.many && capability.is_some_and(|c| c.wiring == Wiring::Automatic)
        };
        self.catalog.module(module).is_some_and(|module| module.slots.iter().any(takes_unasked))
    }
}

fn place(places: &mut Vec<Place>, name: &str, words: String) {
    if places.iter().all(|known| known.name != name) {
        places.push(Place { name: name.to_owned(), words });
    }
}

fn not_covered(services: &mut Vec<NotCovered>, lacking: NotCovered) {
    if services.iter().all(|known| known.service != lacking.service) {
        services.push(lacking);
    }
}

/// The words that decided nothing and could have.
fn unused(reading: &Reading<'_>, service: Option<&ServiceName>) -> Vec<String> {
    let english = English::get();
    let mut unused: Vec<String> = Vec::new();
    for (at, word) in reading.words.iter().enumerate() {
        let text = &word.text;
        let plain = english.small.contains(text)
            || english.negations.contains(text)
            || english.heads.contains(text)
            || english.unnegated.contains(text)
            || text.chars().count() < 2
            || service.is_some_and(|service| service.name == *text);
        if !reading.used[at] && !plain && !unused.contains(text) {
            unused.push(text.clone());
        }
    }
    unused
}
