//! Finding modules in the registry by what they say of themselves: BM25 over name, aliases, uses
//! and summary, as the catalog's own search weighs them.
//!
//! How rare a word is counts what the caller sees alone: a module that is hidden shows in no order.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Caller, Index, ModuleEntry, state};
use crate::catalog::Lifecycle;
use crate::catalog::words::words;
use crate::resolve::root;
use crate::store::ledger::Release;

/// Longest query that is looked at, in words.
const LONGEST_QUERY: usize = 50;

/// How much a word counts by where it stands.
const NAME: f32 = 3.0;
const WORDS: f32 = 2.0;
const SUMMARY: f32 = 1.5;
const ADDRESS: f32 = 0.5;

/// How soon a word that is said again counts no more.
const SATURATION: f32 = 1.2;

/// How much a long text is held against a module.
const LENGTH: f32 = 0.2;

/// What a name that the query says in full counts for, in words that only one module has.
const WHOLE_NAME: f32 = 2.0;

/// How much the beginning of a word counts, which is enough while somebody is typing it.
const BEGUN: f32 = 0.5;

/// A module that answers a query.
#[derive(Debug, Clone)]
pub struct Found {
    /// The module.
    pub module: Arc<ModuleEntry>,
    /// Its release that is shown to who asks.
    pub release: Arc<Release>,
    /// How well it answers; only the order has a meaning.
    pub score: f32,
}

/// What a module says of itself, as it is compared.
#[derive(Debug)]
pub(super) struct Said {
    /// The roots of its words with what they count, sorted.
    words: Box<[(Box<str>, f32)]>,
    length: f32,
    name: Box<[String]>,
}

impl Index {
    /// The modules that a caller sees and that answer a query, best first, then by address. An
    /// empty query finds all.
    #[must_use]
    pub fn search(&self, caller: &Caller, query: &str) -> Vec<Found> {
        let stems: Vec<String> =
            words(query).into_iter().take(LONGEST_QUERY).map(|word| word.stem).collect();
        let found = |module: &Arc<ModuleEntry>| {
            let release = module.latest_for(caller)?.clone();
            Some(Found { module: module.clone(), release, score: 0.0 })
        };
        let mut all: Vec<Found> = self.seen(caller).filter_map(found).collect();
        if !query.trim().is_empty() {
            rank(&mut all, &stems);
        }
        all
    }
}

/// Gives each module its score and leaves those that answer.
fn rank(all: &mut Vec<Found>, stems: &[String]) {
    let mut roots: Vec<String> = stems.iter().map(|stem| root(stem)).collect();
    roots.sort_unstable();
    roots.dedup();
    let total: f32 = all.iter().map(|found| found.module.said().length).sum();
    let average = (total / float(all.len().max(1))).max(1.0);
    let mut scores = vec![0.0; all.len()];
    for word in &roots {
        let counts: Vec<(usize, f32)> = all
            .iter()
            .enumerate()
            .map(|(i, found)| (i, found.module.said().count(word)))
            .filter(|(_, count)| *count > 0.0)
            .collect();
        let rarity = rarity(counts.len(), all.len());
        for (i, count) in counts {
            let length = 1.0 - LENGTH + LENGTH * all[i].module.said().length / average;
            scores[i] += rarity * count / (count + SATURATION * length);
        }
    }
    for (found, score) in all.iter_mut().zip(scores) {
        let name = &*found.module.said().name;
        let named = !name.is_empty() && stems.windows(name.len()).any(|part| part == name);
        let sum = score + if named { WHOLE_NAME } else { 0.0 };
        let is_approved = state(&found.release.state) == Some(Lifecycle::Approved);
        found.score = if is_approved { sum } else { sum / 2.0 };
    }
    all.retain(|found| found.score > 0.0);
    // They come sorted by address, and stay so where they answer alike.
    all.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
}

/// How much a word says that so many modules have, of what a word says that one has.
fn rarity(modules: usize, all: usize) -> f32 {
    let of = |modules: f32| (1.0 + (float(all) - modules + 0.5) / (modules + 0.5)).ln();
    of(float(modules)) / of(1.0)
}

impl ModuleEntry {
    fn said(&self) -> &Said {
        self.said.get_or_init(|| {
            let release = self.latest().or_else(|| self.releases.first().map(|(_, r)| r));
            Said::of(self, release)
        })
    }
}

impl Said {
    fn of(entry: &ModuleEntry, release: Option<&Arc<Release>>) -> Self {
        let mut counts: HashMap<String, f32> = HashMap::new();
        let mut say = |text: &str, weight: f32| {
            for word in words(text) {
                *counts.entry(root(&word.stem)).or_default() += weight;
            }
        };
        say(&entry.address.name, NAME);
        say(&entry.address.namespace, ADDRESS);
        say(&entry.address.system, ADDRESS);
        if let Some(release) = release {
            release.words.lines().for_each(|line| say(line, WORDS));
            say(&release.summary, SUMMARY);
        }
        let length = counts.values().sum();
        let mut words_of: Vec<(Box<str>, f32)> =
            counts.into_iter().map(|(word, count)| (word.into_boxed_str(), count)).collect();
        words_of.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let name = words(&entry.address.name).into_iter().map(|word| word.stem).collect();
        Self { words: words_of.into(), length, name }
    }

    /// How much a root counts here; the beginning of a word is enough when it has three letters.
    fn count(&self, root: &str) -> f32 {
        let at = self.words.partition_point(|(word, _)| &**word < root);
        match self.words.get(at) {
            Some((word, count)) if **word == *root => *count,
            Some((word, count)) if root.len() > 2 && word.starts_with(root) => BEGUN * count,
            _ => 0.0,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of modules are small")]
fn float(number: usize) -> f32 {
    number as f32
}
