//! Components from matches: how many of each, under which names.

use std::collections::BTreeSet;

use super::english::English;
use super::naming::Given;
use super::reading::{Match, Reading};
use super::{Chosen, Rule, Why};
use crate::catalog::{Blueprint, Catalog, CatalogModule};

/// Most components that one number asks for; more is not an intent but a slip.
const MOST: u32 = 20;

/// The components chosen so far.
#[derive(Debug)]
pub(super) struct Components<'c> {
    catalog: &'c Catalog,
    chosen: Vec<Chosen>,
    names: BTreeSet<String>,
    /// For each component chosen by a match, the phrase and whether "a" stood before it.
    mentions: Vec<(String, String, bool)>,
}

impl<'c> Components<'c> {
    /// None yet.
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, chosen: Vec::new(), names: BTreeSet::new(), mentions: Vec::new() }
    }

    /// Takes the components of a blueprint, in the order in which they are written.
    pub(super) fn blueprint(&mut self, blueprint: &Blueprint, words: &str) {
        let mut parts: Vec<_> = blueprint.parts().collect();
        parts.sort_by_key(|part| part.name.span);
        for part in parts {
            self.add(part.module, Some(part.name), words, Rule::Blueprint);
        }
    }

    /// Takes a module that a match names, as often as it is asked for.
    pub(super) fn take(
        &mut self,
        reading: &mut Reading<'_>,
        found: &Match,
        module: &str,
        rule: Rule,
        given: Option<&Given>,
    ) {
        let stems: Vec<&str> =
            reading.words[found.start..found.end].iter().map(|w| w.stem.as_str()).collect();
        let phrase = stems.join(" ");
        let indefinite =
            found.start.checked_sub(1).is_some_and(|w| ["a", "an"].contains(&reading.word(w)));
        let present = self.chosen.iter().filter(|chosen| chosen.module == module).count();
        let words = |reading: &Reading<'_>, start| reading.quote(start, found.end);
        let before = self.mentions.iter().any(|(m, p, a)| m == module && *p == phrase && *a);
        self.mentions.push((module.to_owned(), phrase, indefinite));

        if let Some((number, start)) = count(reading, found) {
            reading.used[start] = true;
            let words = words(reading, start);
            let missing = (number as usize).saturating_sub(present);
            for _ in 0..missing {
                self.add(module, None, &words, Rule::Count);
            }
            return;
        }
        if let Some(given) = given {
            let name = given.name.replace('-', "_");
            let end = found.end + 2;
            let words = reading.quote(found.start, end.min(reading.words.len()));
            // The blueprint's own component of that module is the one that gets the name.
            let unnamed = self
                .chosen
                .iter_mut()
                .find(|chosen| chosen.module == module && chosen.why.rule == Rule::Blueprint);
            match unnamed {
                Some(chosen) if self.names.insert(name.clone()) => {
                    self.names.remove(&chosen.name);
                    chosen.name = name;
                }
                _ => self.add(module, Some(&name), &words, rule),
            }
            return;
        }
        if present == 0 {
            let words = words(reading, found.start);
            self.add(module, None, &words, rule);
        } else if let Some(start) = again(reading, found) {
            reading.used[start] = true;
            let words = words(reading, start);
            self.add(module, None, &words, Rule::Another);
        } else if before && indefinite {
            // "a queue for orders and a queue for refunds"
            let words = words(reading, found.start - 1);
            self.add(module, None, &words, Rule::Another);
        }
    }

    /// Takes out all components of a module.
    pub(super) fn remove(&mut self, module: &str) {
        self.chosen.retain(|chosen| chosen.module != module);
    }

    /// The components, in the order in which they were named.
    pub(super) fn finish(self) -> Vec<Chosen> {
        self.chosen
    }

    fn add(&mut self, module: &str, name: Option<&str>, words: &str, rule: Rule) {
        let usual = self.catalog.module(module).map(CatalogModule::component_name);
        let base = name.or(usual).unwrap_or(module).replace('-', "_");
        let mut name = base.clone();
        let mut number = 2;
        while !self.names.insert(name.clone()) {
            name = format!("{base}_{number}");
            number += 1;
        }
        let why = Why { words: words.to_owned(), rule, score: None };
        self.chosen.push(Chosen { module: module.to_owned(), name, why });
    }
}

/// The number before a plural, and where it stands.
fn count(reading: &Reading<'_>, found: &Match) -> Option<(u32, usize)> {
    let english = English::get();
    if !reading.word(found.end - 1).ends_with('s') {
        return None; // "postgres 17 database"
    }
    for at in (found.start.saturating_sub(3)..found.start).rev() {
        if reading.clause_before(at + 1) || reading.used[at] {
            return None;
        }
        let word = reading.word(at);
        let number = english.numbers.get(word).copied().or_else(|| word.parse().ok());
        if let Some(number) = number {
            return (2..=MOST).contains(&number).then_some((number, at));
        }
        if !english.adjectives.contains(word) {
            return None;
        }
    }
    None
}

/// "another", "a second", and where it stands.
fn again(reading: &Reading<'_>, found: &Match) -> Option<usize> {
    let at = found.start.checked_sub(1)?;
    let english = English::get();
    let clear = !reading.clause_before(found.start) && !reading.used[at];
    (clear && english.again.contains(reading.word(at))).then_some(at)
}
