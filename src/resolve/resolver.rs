//! The steps from a sentence to components.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::choice::Components;
use super::english::{English, services};
use super::naming::{self, Given};
use super::needs::{implied, needs};
use super::nouns::is_resource_type;
use super::ranking::Ranking;
use super::reading::{Match, Polarity, Reading};
use super::sayings::Sayings;
use super::search::{Hit, hits};
use super::settings::Settings;
use super::slips::Slips;
use super::vocabulary::{Meaning, Vocabulary};
use super::{
    ChosenBlueprint, Correction, NotCovered, Place, Removed, Resolution, Rule, ServiceName, asides,
    leftovers, negation,
};
use crate::catalog::words::phrase;
use crate::catalog::{Catalog, Slot, Wiring};

/// Understands sentences on one catalog; for more than one sentence.
#[derive(Debug)]
pub struct Resolver<'c> {
    catalog: &'c Catalog,
    vocabulary: Vocabulary,
    /// Made when a sentence has a word that nothing knows.
    slips: OnceLock<Slips>,
    sayings: Sayings,
    /// Made when words are left that no alias has, and for a search.
    ranking: OnceLock<Ranking>,
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
        let vocabulary = Vocabulary::new(catalog);
        let sayings = Sayings::new(catalog);
        Self { catalog, vocabulary, slips: OnceLock::new(), sayings, ranking: OnceLock::new() }
    }

    /// The approved and deprecated modules that answer a query, best first, then by name.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<Hit> {
        hits(self.catalog, self.ranking(), query)
    }

    /// Understands a sentence.
    #[must_use]
    pub fn resolve(&self, intent: &str) -> Resolution {
        let mut reading = Reading::new(intent);
        let mut names = naming::given(&mut reading, &self.vocabulary);
        let slips = Slips::correct(&self.slips, &mut reading, &self.vocabulary);
        let said = self.sayings.find(&reading);
        // What says "no" itself is no negation of the rest: "without a load balancer".
        for said in &said {
            let negates = |word| English::get().negations.contains(reading.word(word));
            if (said.start..said.end).any(negates) {
                reading.used[said.start..said.end].fill(true);
            }
        }
        self.resource_types(&mut reading);
        reading.find(&self.vocabulary);
        negation::mark(&mut reading);
        asides::mark(&mut reading, !said.is_empty());
        names.extend(self.named_by_what_goes_through(&reading, &names));

        let mut resolution = Resolution { intent: intent.to_owned(), ..Resolution::default() };
        let mut components = Components::new(self.catalog);
        let matches = reading.matches.clone();
        self.blueprints(&mut reading, &matches, &mut components, &mut resolution);
        for found in &matches {
            self.take(found, &names, &mut reading, &mut components, &mut resolution);
        }
        if reading.used.contains(&false) {
            // What says something about a module that is there is no request for another.
            let mut about = vec![false; reading.words.len()];
            for said in &said {
                if self.sayings.owners(said).iter().any(|module| components.has(module)) {
                    about[said.start..said.end].fill(true);
                }
            }
            resolution.suggestions = leftovers::weigh(
                self.catalog,
                self.ranking(),
                &mut reading,
                &mut components,
                &about,
            );
        }
        self.remove(&matches, &mut reading, &mut components, &mut resolution);
        let chosen = components.modules();
        let environments: Vec<&str> =
            resolution.environments.iter().map(|place| place.name.as_str()).collect();
        resolution.needs = needs(self.catalog, &chosen, &environments);
        let implied = implied(&resolution.needs);
        let mentions = components.mentions(&chosen);
        let settings = Settings {
            catalog: self.catalog,
            sayings: &self.sayings,
            mentions: &mentions,
            implied: &implied,
            matches: &matches,
        };
        settings.take(&said, &mut reading, &mut resolution);
        resolution.components = components.finish();
        resolution.service_name = self.service_name(&reading, &matches, &names);
        self.corrections(slips, &mut reading, &mut resolution);
        resolution.unused_words = unused(&reading, resolution.service_name.as_ref());
        resolution
    }

    fn ranking(&self) -> &Ranking {
        self.ranking.get_or_init(|| Ranking::new(self.catalog))
    }

    /// Finds types of resources that no module stands in for, before a part of one means anything.
    fn resource_types(&self, reading: &mut Reading<'_>) {
        for (start, end) in reading.underscored() {
            let written = reading.quote_whole(start, end);
            let covered = matches!(
                self.vocabulary.get(&phrase(&written)),
                Some(Meaning::Module(_) | Meaning::Successor(_))
            );
            if covered || reading.used[start] || !is_resource_type(&written, self.catalog) {
                continue;
            }
            // Part of the type may be what the service is called: `aws_kinesis_stream`.
            let part = (start + 1..end).flat_map(|from| (from + 1..=end).map(move |to| (from, to)));
            let service = part.rev().find_map(|(from, to)| {
                let stems: Vec<&str> =
                    reading.words[from..to].iter().map(|word| word.stem.as_str()).collect();
                let service = services().get(&stems.join(" ")).copied()?;
                // A cluster of one provider is not the service of another.
                let makers =
                    [("aws", "Amazon"), ("aws", "AWS"), ("azurerm", "Azure"), ("google", "Google")];
                let own =
                    |(provider, maker)| written.starts_with(provider) && service.starts_with(maker);
                makers.into_iter().any(own).then_some(service)
            });
            let meaning = Meaning::Service(service.map_or(written, str::to_owned));
            reading.used[start..end].fill(true);
            reading.matches.push(Match { start, end, meaning, polarity: Polarity::Wanted });
        }
    }

    /// Takes what one match asks for.
    fn take(
        &self,
        found: &Match,
        names: &[Given],
        reading: &mut Reading<'_>,
        components: &mut Components<'_>,
        resolution: &mut Resolution,
    ) {
        if found.polarity != Polarity::Wanted {
            return;
        }
        let words = reading.quote(found.start, found.end);
        let rule = match &found.meaning {
            Meaning::Module(_) => Rule::Alias,
            Meaning::Successor(_) => Rule::Successor,
            Meaning::Noun(_) => Rule::Replaces,
            Meaning::Environment(name) => return place(&mut resolution.environments, name, words),
            Meaning::Everywhere => {
                for (name, _) in self.catalog.settings.environments_in_order() {
                    place(&mut resolution.environments, name, words.clone());
                }
                return;
            }
            Meaning::Region(name) => {
                resolution.region.get_or_insert(Place { name: name.clone(), words });
                return;
            }
            Meaning::Service(service) => {
                let lacking = NotCovered { service: service.clone(), words, module: None };
                return not_covered(&mut resolution.not_covered, lacking);
            }
            Meaning::Blueprint(_) | Meaning::Nothing => return,
        };
        if let Some(module) = found.module() {
            let given = self.name_of(module, found, names);
            let beside = self.is_the_service(module) && beside_a_blueprint(reading, found);
            components.take(reading, found, module, rule, given, beside);
        }
    }

    /// Takes out what the sentence rules out.
    fn remove(
        &self,
        matches: &[Match],
        reading: &mut Reading<'_>,
        components: &mut Components<'_>,
        resolution: &mut Resolution,
    ) {
        for found in matches {
            let Polarity::Unwanted(not) = found.polarity else { continue };
            // What a negation spans is no wish either: "no sort of database", "is not needed".
            let (start, end) = (not.min(found.start), found.end.max(not + 1));
            if let Some(module) = found.module() {
                components.remove(module);
                let words = reading.quote(start, end);
                resolution.removed.push(Removed { module: module.to_owned(), words });
            }
            reading.used[start..end].fill(true);
        }
    }

    /// Takes the blueprints that are named; the first is what the service is made after.
    fn blueprints(
        &self,
        reading: &mut Reading<'_>,
        matches: &[Match],
        components: &mut Components<'_>,
        resolution: &mut Resolution,
    ) {
        for found in matches.iter().filter(|found| found.polarity == Polarity::Wanted) {
            let Some(name) = found.blueprint() else { continue };
            let Some(blueprint) = self.catalog.blueprint(name) else { continue };
            let words = reading.quote(found.start, found.end);
            if resolution.blueprint.is_none() {
                components.blueprint(blueprint, found, &words);
                resolution.blueprint = Some(ChosenBlueprint { name: name.to_owned(), words });
            } else if resolution.blueprint.as_ref().is_none_or(|first| first.name != name) {
                let more = components.another_blueprint(blueprint, found, &words);
                resolution.settings.extend(more);
            }
        }
    }

    /// The names of components after what goes through them: "an events queue".
    fn named_by_what_goes_through(&self, reading: &Reading<'_>, names: &[Given]) -> Vec<Given> {
        let through = (1..reading.matches.len()).filter(|at| asides::goes_through(reading, at - 1));
        let named = through.filter_map(|at| {
            let (what, thing) = (&reading.matches[at - 1], &reading.matches[at]);
            let component = thing.module().is_some_and(|module| !self.is_the_service(module));
            let free = component && names.iter().all(|given| given.after != thing.end);
            free.then(|| naming::before(reading, what.start, thing.end)).flatten()
        });
        named.collect()
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
            matches.iter().any(|found| {
                let component = found.module().is_some_and(|module| !self.is_the_service(module));
                component && found.end == given.after
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

    /// Reports the slips that led somewhere, and leaves the others as they were written.
    fn corrections(
        &self,
        slips: Vec<(usize, String)>,
        reading: &mut Reading<'_>,
        resolution: &mut Resolution,
    ) {
        for (at, written) in slips {
            if reading.used[at] {
                let written = reading.quote(at, at + 1);
                let meant = reading.words[at].text.clone();
                let correction = Correction { written, meant };
                if !resolution.corrections.contains(&correction) {
                    resolution.corrections.push(correction);
                }
            } else {
                reading.words[at].text = written;
            }
        }
    }
}

/// Whether a thing stands beside a blueprint as one of its kind: "an API and a worker".
fn beside_a_blueprint(reading: &Reading<'_>, found: &Match) -> bool {
    let Some(at) = reading.matches.iter().position(|m| m.start == found.start) else {
        return false;
    };
    let joined = |from: usize, to: usize| {
        let words = (from..to).map(|word| reading.word(word));
        let commas = from == to && reading.clause_before(to);
        let mut joins = commas || reading.quote_between(from, to).contains(['+', '&']);
        for word in words {
            match word {
                "and" | "plus" => joins = true,
                "a" | "an" | "one" => joins |= reading.clause_before(from),
                _ => return false,
            }
        }
        joins
    };
    let before = at.checked_sub(1).and_then(|at| reading.matches.get(at));
    let after = reading.matches.get(at + 1);
    before.is_some_and(|m| m.blueprint().is_some() && joined(m.end, found.start))
        || after.is_some_and(|m| m.blueprint().is_some() && joined(found.end, m.start))
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
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (at, word) in reading.words.iter().enumerate() {
        let text = word.text.as_str();
        let plain = english.small.contains(text)
            || english.negations.contains(text)
            || english.heads.contains(text)
            || english.unnegated.contains(text)
            || text.chars().count() < 2
            || service.is_some_and(|service| service.name == *text);
        if !reading.used[at] && !plain && seen.insert(text) {
            unused.push(text.to_owned());
        }
    }
    unused
}
