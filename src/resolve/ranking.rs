//! Which cards answer words best: BM25 over what cards say of themselves.
//!
//! A card is a short text of weighted parts. Scores are relative to a word that only one card has,
//! so that a threshold means the same for a catalog of ten modules and of ten thousand.

use std::collections::HashMap;

use crate::catalog::words::words;
use crate::catalog::{Catalog, CatalogModule, Lifecycle};

/// How much a word counts by where it stands on a card.
const NAME: f32 = 3.0;
const ALIAS: f32 = 2.0;
const USE: f32 = 2.0;
const SUMMARY: f32 = 1.5;
const KIND: f32 = 1.0;
const CAPABILITY: f32 = 0.5;
const GUARDRAIL: f32 = 0.2;

/// How soon a word that is said again counts no more.
const SATURATION: f32 = 1.2;

/// How much a long card is held against it: little, since long cards are well-kept ones.
const LENGTH: f32 = 0.2;

/// The cards of the approved and deprecated modules, indexed by their words.
#[derive(Debug)]
pub(super) struct Ranking {
    modules: Vec<Ranked>,
    words: HashMap<String, Vec<(u32, f32)>>,
    average: f32,
}

#[derive(Debug)]
struct Ranked {
    name: String,
    approved: bool,
    length: f32,
}

/// A module that answers words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answering<'r> {
    pub(super) module: &'r str,
    /// One for each word that only this card has and says often; less for others.
    pub(super) score: f32,
    /// How many different words it answers.
    pub(super) words: usize,
}

impl Ranking {
    /// Indexes the cards of a catalog.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let offered = |module: &&CatalogModule| {
            matches!(module.lifecycle(), Lifecycle::Approved | Lifecycle::Deprecated)
        };
        let mut ranking = Self { modules: Vec::new(), words: HashMap::new(), average: 1.0 };
        for module in catalog.modules().filter(offered) {
            ranking.add(module);
        }
        let total: f32 = ranking.modules.iter().map(|module| module.length).sum();
        ranking.average = (total / float(ranking.modules.len().max(1))).max(1.0);
        ranking
    }

    fn add(&mut self, module: &CatalogModule) {
        let card = &module.card;
        let mut counts: HashMap<String, f32> = HashMap::new();
        let mut say = |text: &str, weight: f32| {
            for word in words(text) {
                *counts.entry(root(&word.stem)).or_default() += weight;
            }
        };
        say(&module.name, NAME);
        card.aliases.iter().for_each(|alias| say(alias, ALIAS));
        card.uses.iter().for_each(|uses| say(uses, USE));
        say(&card.summary, SUMMARY);
        for kind in &card.replaces {
            // The provider says nothing: all types have it.
            say(kind.split_once('_').map_or("", |(_, name)| name), KIND);
        }
        card.provides.keys().for_each(|capability| say(capability, CAPABILITY));
        card.guardrails.iter().for_each(|guardrail| say(&guardrail.text, GUARDRAIL));
        let number =
            u32::try_from(self.modules.len()).expect("a catalog has not that many modules");
        let length = counts.values().sum();
        for (word, count) in counts {
            self.words.entry(word).or_default().push((number, count));
        }
        let approved = module.is_approved();
        self.modules.push(Ranked { name: module.name.clone(), approved, length });
    }

    /// The modules that answer words, best first, then by name; words as they are compared.
    pub(super) fn answers(&self, stems: &[&str]) -> Vec<Answering<'_>> {
        let mut roots: Vec<String> = stems.iter().map(|stem| root(stem)).collect();
        roots.sort_unstable();
        roots.dedup();
        let mut found: HashMap<u32, (f32, usize)> = HashMap::new();
        for word in &roots {
            let Some(cards) = self.words.get(word) else { continue };
            let rarity = self.rarity(cards.len());
            for (number, count) in cards {
                let module = &self.modules[*number as usize];
                let length = 1.0 - LENGTH + LENGTH * module.length / self.average;
                let entry = found.entry(*number).or_default();
                entry.0 += rarity * count / (count + SATURATION * length);
                entry.1 += 1;
            }
        }
        let mut answers: Vec<Answering<'_>> = found
            .into_iter()
            .map(|(number, (score, words))| {
                let module = &self.modules[number as usize];
                let score = if module.approved { score } else { score / 2.0 };
                Answering { module: &module.name, score, words }
            })
            .collect();
        answers.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.module.cmp(b.module)));
        answers
    }

    /// How much a word says that so many cards have, of what a word says that one card has.
    fn rarity(&self, cards: usize) -> f32 {
        let all = float(self.modules.len());
        let of = |cards: f32| (1.0 + (all - cards + 0.5) / (cards + 0.5)).ln();
        of(float(cards)) / of(1.0)
    }
}

/// A stem without the endings of verbs: "stored" and "storing" are of "store".
pub(crate) fn root(stem: &str) -> String {
    let base = ["ing", "ed", "ion"].iter().find_map(|ending| {
        stem.strip_suffix(ending)
            .filter(|base| base.len() > 3 || base.len() == 3 && *ending == "ed")
    });
    let Some(base) = base else { return stem.to_owned() };
    let mut letters = base.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let doubled = last == before && last.is_some_and(|c| !"sl".contains(c));
    let length = base.len() - last.filter(|_| doubled).map_or(0, char::len_utf8);
    base[..length].to_owned()
}

#[allow(clippy::cast_precision_loss, reason = "counts of modules are small")]
fn float(number: usize) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::words::stem;

    #[test]
    fn forms_of_one_verb_have_one_root() {
        for (a, b) in [
            ("store", "storing"),
            ("upload", "uploaded"),
            ("scan", "scanned"),
            ("cache", "caching"),
        ] {
            assert_eq!(root(&stem(a)), root(&stem(b)), "{a}");
        }
        assert_ne!(root("ring"), root("r"));
    }
}
