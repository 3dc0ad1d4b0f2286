//! Components from matches: how many of each, under which names.

use std::collections::BTreeSet;

use super::english::English;
use super::naming::Given;
use super::reading::{Match, Reading};
use super::{Chosen, Rule, Setting, Why};
use crate::catalog::{Blueprint, Catalog, CatalogModule};

/// Most components that one number asks for; more is not an intent but a slip.
const MOST: u32 = 20;

/// The components chosen so far.
#[derive(Debug)]
pub(super) struct Components<'c> {
    catalog: &'c Catalog,
    chosen: Vec<Chosen>,
    names: BTreeSet<String>,
    removed: BTreeSet<String>,
    /// For each component chosen by a match, the phrase and whether "a" stood before it.
    phrases: Vec<(String, String, bool)>,
    /// Where the sentence names which of the components, by their numbers.
    mentions: Vec<(usize, usize, String, Vec<usize>)>,
}

/// Where a sentence names components of a module.
#[derive(Debug)]
pub(super) struct Mention {
    /// Its first word.
    pub(super) start: usize,
    /// The word after its last.
    pub(super) end: usize,
    /// The module.
    pub(super) module: String,
    /// The components, by name.
    pub(super) components: Vec<String>,
}

impl<'c> Components<'c> {
    /// None yet.
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            chosen: Vec::new(),
            names: BTreeSet::new(),
            removed: BTreeSet::new(),
            phrases: Vec::new(),
            mentions: Vec::new(),
        }
    }

    /// Takes the components of a blueprint, in the order in which they are written.
    pub(super) fn blueprint(&mut self, blueprint: &Blueprint, found: &Match, words: &str) {
        let mut parts: Vec<_> = blueprint.parts().collect();
        parts.sort_by_key(|part| part.name.span);
        for part in parts {
            self.add(part.module, Some(part.name), words, Rule::Blueprint);
            let number = self.chosen.len() - 1;
            self.mentions.push((found.start, found.end, part.module.to_owned(), vec![number]));
        }
    }

    /// Takes a module that words answer to which no match has.
    pub(super) fn ranked(
        &mut self,
        module: &str,
        start: usize,
        end: usize,
        words: &str,
        score: u32,
    ) {
        self.add(module, None, words, Rule::Ranked);
        let number = self.chosen.len() - 1;
        self.chosen[number].why.score = Some(score);
        self.mentions.push((start, end, module.to_owned(), vec![number]));
    }

    /// Whether a module is among the components.
    pub(super) fn has(&self, module: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen.module == module)
    }

    /// The modules of the components, by name.
    pub(super) fn modules(&self) -> BTreeSet<String> {
        let there = self.chosen.iter().filter(|chosen| !self.removed.contains(&chosen.module));
        there.map(|chosen| chosen.module.clone()).collect()
    }

    /// Takes the components of one more blueprint that are of modules not there yet, and those
    /// that the service itself is; with the values that the blueprint sets for them.
    pub(super) fn another_blueprint(
        &mut self,
        blueprint: &Blueprint,
        found: &Match,
        words: &str,
    ) -> Vec<Setting> {
        let mut parts: Vec<_> = blueprint.parts().collect();
        parts.sort_by_key(|part| part.name.span);
        let mut settings = Vec::new();
        for part in parts {
            let same = |chosen: &Chosen| chosen.module == part.module;
            if part.inputs.is_none() && self.chosen.iter().any(same) {
                continue;
            }
            self.add(part.module, Some(part.name), words, Rule::Blueprint);
            let number = self.chosen.len() - 1;
            self.mentions.push((found.start, found.end, part.module.to_owned(), vec![number]));
            for (input, value) in part.inputs.into_iter().flatten() {
                settings.push(Setting {
                    module: part.module.to_owned(),
                    component: Some(self.chosen[number].name.clone()),
                    input: input.value.clone(),
                    value: value.value.clone(),
                    words: words.to_owned(),
                });
            }
        }
        settings
    }

    /// Where the sentence names components of these modules.
    pub(super) fn mentions(&self, modules: &BTreeSet<String>) -> Vec<Mention> {
        let there = self.mentions.iter().filter(|(_, _, module, _)| modules.contains(module));
        let mentions = there.map(|(start, end, module, numbers)| Mention {
            start: *start,
            end: *end,
            module: module.clone(),
            components: numbers.iter().map(|number| self.chosen[*number].name.clone()).collect(),
        });
        mentions.collect()
    }

    /// Takes a module that a match names, as often as it is asked for.
    pub(super) fn take(
        &mut self,
        reading: &mut Reading<'_>,
        found: &Match,
        module: &str,
        rule: Rule,
        given: Option<&Given>,
        beside: bool,
    ) {
        let before = self.chosen.len();
        let others = |chosen: &Chosen| {
            chosen.module == module && !matches!(chosen.why.rule, Rule::Blueprint)
        };
        if beside && !self.chosen.iter().any(others) {
            let words = reading.quote(found.start, found.end);
            self.add(module, None, &words, rule);
        } else {
            self.take_some(reading, found, module, rule, given);
        }
        let mut numbers: Vec<usize> = (before..self.chosen.len()).collect();
        if numbers.is_empty() {
            // Named again: the last one of it, or the one that has just got its name.
            let named = given.map(|given| given.name.replace('-', "_"));
            let last = self.chosen.iter().rposition(|chosen| {
                chosen.module == module && named.as_ref().is_none_or(|name| chosen.name == *name)
            });
            numbers.extend(last);
        }
        self.mentions.push((found.start, found.end, module.to_owned(), numbers));
    }

    fn take_some(
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
        let indefinite = indefinite(reading, found);
        let present = self.chosen.iter().filter(|chosen| chosen.module == module).count();
        let words = |reading: &Reading<'_>, start| reading.quote(start, found.end);
        let kind = |phrase: &str| phrase.rsplit(' ').next().map(str::to_owned);
        let joined = joined(reading, found);
        let before = self.phrases.iter().any(|(m, p, a)| {
            m == module && *a && (*p == phrase || joined && kind(p) == kind(&phrase))
        });
        self.phrases.push((module.to_owned(), phrase, indefinite));

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
            let (first, last) = given.words;
            let words = reading.quote(found.start.min(first), found.end.max(last));
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
            let said = words(reading, found.start);
            self.add(module, None, &said, rule);
            if let Some((start, end)) = one_more(reading, found) {
                let words = reading.quote(start, end);
                self.add(module, None, &words, Rule::Another);
            }
        } else if let Some(start) = again(reading, found) {
            reading.used[start] = true;
            let words = words(reading, start);
            self.add(module, None, &words, Rule::Another);
        } else if before && indefinite {
            // "a queue for orders and a queue for refunds"
            let words = words(reading, found.start.saturating_sub(1));
            self.add(module, None, &words, Rule::Another);
        }
    }

    /// Takes out all components of a module.
    pub(super) fn remove(&mut self, module: &str) {
        self.removed.insert(module.to_owned());
    }

    /// The components, in the order in which they were named.
    pub(super) fn finish(self) -> Vec<Chosen> {
        let Self { mut chosen, removed, .. } = self;
        chosen.retain(|chosen| !removed.contains(&chosen.module));
        chosen
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
    // "2x queue"
    let times = found.start.checked_sub(1).filter(|at| !reading.used[*at]).and_then(|at| {
        let word = reading.word(at);
        let digits = word.strip_suffix('x').or_else(|| word.strip_prefix('x'))?;
        Some((digits.parse().ok()?, at))
    });
    if let Some((number, at)) = times {
        return (2..=MOST).contains(&number).then_some((number, at));
    }
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

/// Whether "a" stands before a thing, with an adjective or two between: "an archive bucket".
fn indefinite(reading: &Reading<'_>, found: &Match) -> bool {
    let english = English::get();
    for at in (found.start.saturating_sub(3)..found.start).rev() {
        let word = reading.word(at);
        if reading.clause_before(at + 1) {
            return false;
        }
        if ["a", "an"].contains(&word) {
            return true;
        }
        if english.ends.contains(word) || english.small.contains(word) {
            return false;
        }
    }
    false
}

/// "one bucket for pictures and one for videos": where the second one stands.
fn one_more(reading: &Reading<'_>, found: &Match) -> Option<(usize, usize)> {
    let english = English::get();
    let before = found.start.checked_sub(1).map_or("", |before| reading.word(before));
    if !(["one"].contains(&before) || indefinite(reading, found)) {
        return None;
    }
    let sentence = reading.sentence(found.start);
    let next = reading.matches.iter().map(|m| m.start).find(|start| *start >= found.end);
    let end = next.unwrap_or(reading.words.len());
    let inside = (found.end..end).take_while(|at| reading.sentence(*at) == sentence);
    let mut ones = inside.filter(|at| {
        let one = ["one", "another", "second"].contains(&reading.word(*at));
        let joined = reading.clause_before(*at)
            || at.checked_sub(1).is_some_and(|b| ["and", "plus", "a"].contains(&reading.word(b)));
        let alone = reading.clause_before(at + 1)
            || english.ends.contains(reading.word(at + 1))
            || ["for", "to", "one", "more"].contains(&reading.word(at + 1));
        one && joined && alone
    });
    ones.next().map(|at| (at, at + 1))
}

/// Whether a thing is added to what stands before it: "and a queue", ", a queue".
fn joined(reading: &Reading<'_>, found: &Match) -> bool {
    let article = (found.start.saturating_sub(3)..found.start)
        .rev()
        .find(|at| ["a", "an"].contains(&reading.word(*at)));
    article.is_some_and(|at| {
        let before = at.checked_sub(1).map_or("", |before| reading.word(before));
        reading.clause_before(at) || ["and", "plus"].contains(&before)
    })
}

/// "another", "a second", and where it stands.
fn again(reading: &Reading<'_>, found: &Match) -> Option<usize> {
    let at = found.start.checked_sub(1)?;
    let english = English::get();
    let clear = !reading.clause_before(found.start) && !reading.used[at];
    (clear && english.again.contains(reading.word(at))).then_some(at)
}
