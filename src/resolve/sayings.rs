//! What sentences say about modules, found: `internet facing`, `backups for <days>`.
//!
//! Says where such phrases stand and whose they may be. Which component one belongs to is decided
//! in `settings.rs`, once the components are known.

use std::collections::HashMap;

use super::english::English;
use super::measures::measure;
use super::reading::Reading;
use crate::catalog::words::stem;
use crate::catalog::{Catalog, Phrase, PhrasePart, Placeholder, phrase_parts};

/// Most words that a saying may have; in the sentence small words may stand between them.
const LONGEST: usize = 12;

/// The ways to say things of all approved modules.
#[derive(Debug)]
pub(super) struct Sayings {
    all: Vec<Saying>,
    /// Sayings by their first word that is no placeholder.
    by_word: HashMap<String, Vec<usize>>,
    /// Sayings that are an amount alone.
    bare: Vec<usize>,
}

/// One way to say something, and the modules that understand it, each with which of its phrases.
#[derive(Debug)]
pub(super) struct Saying {
    parts: Vec<PhrasePart>,
    owners: HashMap<String, usize>,
}

/// A saying found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// Its first word.
    pub(super) start: usize,
    /// The word after its last.
    pub(super) end: usize,
    /// The value in it.
    pub(super) value: Option<(Placeholder, hcl_rs::Value)>,
    saying: usize,
}

impl Sayings {
    /// The sayings of a catalog.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut sayings = Self { all: Vec::new(), by_word: HashMap::new(), bare: Vec::new() };
        let mut known: HashMap<Vec<PhrasePart>, usize> = HashMap::new();
        for module in catalog.approved() {
            for (index, phrase) in module.card.phrases.iter().enumerate() {
                for say in &phrase.say {
                    let Ok(parts) = phrase_parts(say) else { continue };
                    let parts = without_glue(parts);
                    let number = *known.entry(parts).or_insert_with_key(|parts| {
                        sayings.add(parts.clone());
                        sayings.all.len() - 1
                    });
                    let owners = &mut sayings.all[number].owners;
                    owners.entry(module.name.clone()).or_insert(index);
                }
            }
        }
        sayings
    }

    fn add(&mut self, parts: Vec<PhrasePart>) {
        let first = parts.iter().find_map(|part| match part {
            PhrasePart::Word(word) => Some(word.clone()),
            PhrasePart::Placeholder(_) => None,
        });
        match first {
            Some(first) if parts.len() <= LONGEST => {
                self.by_word.entry(first).or_default().push(self.all.len());
            }
            Some(_) => {}
            None => self.bare.push(self.all.len()),
        }
        self.all.push(Saying { parts, owners: HashMap::new() });
    }

    /// The sayings in a sentence, the longest first; they may overlap.
    pub(super) fn find(&self, reading: &Reading<'_>) -> Vec<Said> {
        let mut found = Vec::new();
        for at in 0..reading.words.len() {
            let sayings = self.by_word.get(&reading.words[at].stem).into_iter().flatten();
            for saying in sayings.chain(&self.bare) {
                let parts = &self.all[*saying].parts;
                let leading = parts.len() > 1 && matches!(parts[0], PhrasePart::Placeholder(_));
                // A value takes up to three words, and small words may follow it.
                let starts = if leading { at.saturating_sub(4)..at } else { at..at + 1 };
                let said = starts.rev().find_map(|start| {
                    let (end, value) = matched(parts, reading, start)?;
                    (end > at).then_some(Said { start, end, value, saying: *saying })
                });
                found.extend(said);
            }
        }
        found.sort_by_key(|said| {
            (std::cmp::Reverse(said.end - said.start), said.start, said.saying)
        });
        found
    }

    /// Which phrase of a module a saying is.
    pub(super) fn phrase<'c>(
        &self,
        said: &Said,
        catalog: &'c Catalog,
        module: &str,
    ) -> Option<&'c Phrase> {
        let index = *self.all[said.saying].owners.get(module)?;
        catalog.module(module)?.card.phrases.get(index)
    }

    /// The modules that understand a saying, by name.
    pub(super) fn owners(&self, said: &Said) -> Vec<&str> {
        let mut owners: Vec<&str> =
            self.all[said.saying].owners.keys().map(String::as_str).collect();
        owners.sort_unstable();
        owners
    }
}

/// The parts of a saying without the words that may as well be missing.
fn without_glue(parts: Vec<PhrasePart>) -> Vec<PhrasePart> {
    let glue = &English::get().glue;
    let is_glue = |part: &PhrasePart| match part {
        // Compared by its stem, as the glue itself is not: `are` is `ar`.
        PhrasePart::Word(word) => glue.iter().any(|glue| stem(glue) == *word),
        PhrasePart::Placeholder(_) => false,
    };
    let kept: Vec<PhrasePart> = parts.iter().filter(|part| !is_glue(part)).cloned().collect();
    // "in order" is more than "order".
    if kept.len() < 2 { parts } else { kept }
}

/// Whether a saying stands at a word; the word after it, and the value in it.
#[allow(clippy::type_complexity, reason = "a pair of an end and a value that may be missing")]
fn matched(
    parts: &[PhrasePart],
    reading: &Reading<'_>,
    start: usize,
) -> Option<(usize, Option<(Placeholder, hcl_rs::Value)>)> {
    let english = English::get();
    let mut at = start;
    let mut value = None;
    for (number, part) in parts.iter().enumerate() {
        loop {
            if at >= reading.words.len() || number > 0 && reading.clause_before(at) {
                return None;
            }
            let found = match part {
                PhrasePart::Word(stem) => (reading.words[at].stem == *stem).then_some(at + 1),
                PhrasePart::Placeholder(placeholder) => {
                    measure(*placeholder, reading, at).map(|(measured, end)| {
                        value = Some((*placeholder, measured));
                        end
                    })
                }
            };
            if let Some(end) = found {
                at = end;
                break;
            }
            if number == 0 || !english.glue.contains(reading.word(at)) {
                return None;
            }
            at += 1;
        }
    }
    let free = (start..at).all(|word| !reading.named[word]);
    (free && !reading.crosses_clause(start, at)).then_some((at, value))
}
