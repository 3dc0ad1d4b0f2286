//! A sentence as words, and the phrases found in it.

use super::english::English;
use super::vocabulary::{Meaning, Vocabulary};
use crate::catalog::words::{Word, words};

/// A sentence being understood.
#[derive(Debug)]
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    /// For each word, whether a clause ends before it.
    clause_before: Vec<bool>,
    /// For each word, the number of its sentence.
    sentences: Vec<usize>,
    /// For each word, whether it has been made use of.
    pub(super) used: Vec<bool>,
    /// For each word, whether it is part of a name that the sentence gives.
    pub(super) named: Vec<bool>,
    /// What was found, in the order of the sentence.
    pub(super) matches: Vec<Match>,
}

/// A phrase found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Match {
    /// Its first word.
    pub(super) start: usize,
    /// The word after its last.
    pub(super) end: usize,
    /// What it means.
    pub(super) meaning: Meaning,
    /// What the sentence does with it.
    pub(super) polarity: Polarity,
}

/// What a sentence does with a thing that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    /// Asks for it.
    Wanted,
    /// Rules it out; the word that does.
    Unwanted(usize),
    /// Speaks of another one.
    Aside,
}

impl<'t> Reading<'t> {
    /// Splits a sentence into words.
    pub(super) fn new(text: &'t str) -> Self {
        let words = words(text);
        let mut clause_before = Vec::with_capacity(words.len());
        let mut sentences = Vec::with_capacity(words.len());
        let mut end = 0;
        let mut sentence = 0;
        for word in &words {
            let gap = &text[end..word.span.start as usize];
            sentence += usize::from(ends_sentence(gap));
            sentences.push(sentence);
            clause_before.push(ends_clause(gap));
            end = word.span.end as usize;
        }
        let (used, named) = (vec![false; words.len()], vec![false; words.len()]);
        Self { text, words, clause_before, sentences, used, named, matches: Vec::new() }
    }

    /// Finds phrases, the longest first; each word belongs to one phrase at most.
    pub(super) fn find(&mut self, vocabulary: &Vocabulary) {
        for length in (1..=vocabulary.longest().min(self.words.len())).rev() {
            for start in 0..=self.words.len() - length {
                let end = start + length;
                if self.used[start..end].contains(&true) || self.crosses_clause(start, end) {
                    continue;
                }
                let Some(meaning) = vocabulary.meaning(&self.words[start..end]) else { continue };
                if length == 1 && self.means_something_else(start, meaning) {
                    continue;
                }
                self.used[start..end].fill(true);
                let meaning = meaning.clone();
                self.matches.push(Match { start, end, meaning, polarity: Polarity::Wanted });
            }
        }
        self.matches.sort_by_key(|found| found.start);
    }

    /// Whether a clause ends somewhere between two words.
    pub(super) fn crosses_clause(&self, start: usize, end: usize) -> bool {
        self.clause_before[start..end].iter().skip(1).any(|before| *before)
    }

    /// Whether a clause ends right before a word.
    pub(super) fn clause_before(&self, word: usize) -> bool {
        self.clause_before.get(word).copied().unwrap_or(true)
    }

    /// The number of the sentence that a word stands in.
    pub(super) fn sentence(&self, word: usize) -> usize {
        self.sentences.get(word).copied().unwrap_or_default()
    }

    /// A word as it is compared with lists of plain words.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    /// Some words as they were written.
    pub(super) fn quote(&self, start: usize, end: usize) -> String {
        let written = self.words[start..end].iter().map(|word| &self.text[word.span.range()]);
        written.collect::<Vec<_>>().join(" ")
    }

    /// What stands between two words, and the words that do.
    pub(super) fn quote_between(&self, from: usize, to: usize) -> &str {
        let end =
            |word: usize| self.words.get(word).map_or(self.text.len(), |w| w.span.end as usize);
        let start =
            |word: usize| self.words.get(word).map_or(self.text.len(), |w| w.span.start as usize);
        let before = from.checked_sub(1).map_or(0, end);
        &self.text[before..start(to).max(before)]
    }

    /// Some words and all that stands between them, as they were written.
    pub(super) fn quote_whole(&self, start: usize, end: usize) -> String {
        let (first, last) = (self.words[start].span, self.words[end - 1].span);
        self.text[first.start as usize..last.end as usize].to_lowercase()
    }

    /// Runs of words with nothing but `_` between them, as names in code are.
    pub(super) fn underscored(&self) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let mut start = 0;
        for at in 1..=self.words.len() {
            let goes_on = at < self.words.len() && {
                let (before, after) = (self.words[at - 1].span, self.words[at].span);
                &self.text[before.end as usize..after.start as usize] == "_"
            };
            if !goes_on {
                if at - start > 1 {
                    runs.push((start, at));
                }
                start = at;
            }
        }
        runs
    }

    /// Whether a single word that could be a region or a service is an ordinary word here: "it
    /// helps us", "a glue of sorts".
    fn means_something_else(&self, at: usize, meaning: &Meaning) -> bool {
        let english = English::get();
        let written = &self.text[self.words[at].span.range()];
        match meaning {
            Meaning::Region(_) if english.ambiguous.contains(self.word(at)) => {
                let before = at.checked_sub(1).map_or("", |before| self.word(before));
                let capitals = written.chars().all(char::is_uppercase)
                    && self.text.chars().any(char::is_lowercase);
                let alone = self.clause_before(at) && self.clause_before(at + 1);
                let region = before == "region" || self.word(at + 1) == "region";
                let two_before = at.checked_sub(2).map_or("", |before| self.word(before));
                let within = before == "in" || before == "the" && two_before == "in";
                !(capitals || within || alone || region)
            }
            Meaning::Service(_) if english.ordinary.contains(self.word(at)) => {
                let first = at == 0 || self.sentence(at) != self.sentence(at - 1);
                // At its beginning a sentence has a capital anyway: "Glue the parts together".
                let next = self.word(at + 1);
                let thing = self.clause_before(at + 1)
                    || ["and", "plus", "for", "on", "over", "or"].contains(&next)
                    || english.heads.contains(next)
                    || ["cluster", "instance", "job", "jobs", "node"].contains(&next);
                first && !thing || !written.starts_with(char::is_uppercase)
            }
            _ => false,
        }
    }
}

impl Match {
    /// The module that it means.
    pub(super) fn module(&self) -> Option<&str> {
        match &self.meaning {
            Meaning::Module(name) | Meaning::Successor(name) | Meaning::Noun(name) => Some(name),
            _ => None,
        }
    }

    /// The blueprint that it means.
    pub(super) fn blueprint(&self) -> Option<&str> {
        match &self.meaning {
            Meaning::Blueprint(name) => Some(name),
            _ => None,
        }
    }
}

/// Whether what stands between two words ends a sentence.
fn ends_sentence(gap: &str) -> bool {
    gap.contains(['!', '?', '\n', ';']) || gap.contains(". ")
}

/// Whether what stands between two words ends a clause.
fn ends_clause(gap: &str) -> bool {
    let stops = |c: char| ",;:!?()\n\u{2013}\u{2014}".contains(c);
    gap.contains(stops)
        || gap.contains(" - ")
        || gap.contains(". ")
        || gap.ends_with('.') && gap.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_ends_a_clause_and_a_dot_inside_a_name_does_not() {
        let reading = Reading::new("A node.js API, in eu-west-1. No (big) queue");
        let ends: Vec<&str> = (0..reading.words.len())
            .filter(|n| reading.clause_before(*n))
            .map(|n| reading.word(n))
            .collect();
        assert_eq!(ends, ["in", "no", "big", "queue"]);
    }
}
