//! Words that no alias has: the card that clearly answers them, or those that come close.

use std::collections::BTreeSet;

use super::choice::Components;
use super::english::English;
use super::ranking::{Answering, Ranking, root};
use super::reading::{Match, Polarity, Reading};
use super::vocabulary::Meaning;
use super::{Suggestion, negation};
use crate::catalog::words::words;
use crate::catalog::{Card, Catalog};

/// Least score at which a card is chosen, in words that only it has.
const CHOSEN: f32 = 0.9;

/// How many times as well as the next card it answers.
const CLEARLY: f32 = 1.25;

/// How well it answers at least, of how well a module does that is there already.
const OVER_SPOKEN: f32 = 0.75;

/// Different words that it answers at least.
const WORDS: usize = 2;

/// Least score at which a card is worth naming.
const CLOSE: f32 = 0.7;

/// How far behind the closest card another may be and still be named.
const NEARLY: f32 = 0.6;

/// Most modules that are named as close.
const MOST: usize = 3;

/// Looks at what each clause says besides what was found in it.
pub(super) fn weigh(
    catalog: &Catalog,
    ranking: &Ranking,
    reading: &mut Reading<'_>,
    components: &mut Components<'_>,
    said: &[bool],
) -> Vec<Suggestion> {
    let mut suggestions = Vec::new();
    for (start, end) in clauses(reading) {
        let left: Vec<usize> =
            (start..end).filter(|at| !said[*at] && counts(reading, *at)).collect();
        let lacking = reading.matches.iter().any(|found| {
            let here = found.start >= start && found.end <= end;
            let lacking = matches!(found.meaning, Meaning::Service(_));
            here && (lacking || found.polarity == Polarity::Aside)
        });
        if left.is_empty() || lacking {
            continue;
        }
        let stems: Vec<&str> = left.iter().map(|at| reading.words[*at].stem.as_str()).collect();
        let answers = ranking.answers(&stems);
        // What is there already may be spoken of at length; it takes nothing from the others
        // unless it answers much better.
        let there = |answer: &&Answering<'_>| components.has(answer.module);
        let spoken = answers.iter().find(there).map_or(0.0, |answer| answer.score);
        let others: Vec<&Answering<'_>> = answers.iter().filter(|a| !there(a)).collect();
        let [best, rest @ ..] = &others[..] else { continue };
        let next = rest.first().map_or(0.0, |answer| answer.score);
        let better = best.score >= next * CLEARLY && best.score >= spoken * OVER_SPOKEN;
        let clear = better
            && best.score >= CHOSEN
            && best.words >= WORDS
            && catalog.module(best.module).is_some_and(|m| together(&m.card, &stems));
        let (first, last) = (left[0], left[left.len() - 1] + 1);
        if clear {
            let words = reading.quote(first, last);
            for rival in rivals(catalog, reading, best.module, start, end) {
                components.remove(&rival);
            }
            components.ranked(best.module, first, last, &words, hundredths(best.score));
            for at in left {
                reading.used[at] = true;
            }
        } else if best.score >= CLOSE && best.score > spoken {
            let close = |answer: &&Answering<'_>| answer.score >= best.score * NEARLY;
            let modules = others.iter().copied().take_while(close).take(MOST);
            let modules: Vec<String> = modules.map(|answer| answer.module.to_owned()).collect();
            let words: Vec<String> = left.iter().map(|at| reading.quote(*at, *at + 1)).collect();
            suggestions.push(Suggestion { words: words.join(" "), modules });
        }
    }
    suggestions
}

/// Whether one text of a card has several of the words: scattered ones agree by chance.
fn together(card: &Card, stems: &[&str]) -> bool {
    let roots: BTreeSet<String> = stems.iter().map(|stem| root(stem)).collect();
    let texts = card.uses.iter().chain(&card.aliases).chain(std::iter::once(&card.summary));
    texts.into_iter().any(|text| {
        let own: BTreeSet<String> = words(text).iter().map(|word| root(&word.stem)).collect();
        own.intersection(&roots).count() >= WORDS
    })
}

/// The modules named in a clause that provide, once for all, what another provides too: of a
/// network that is made and one that is there already, the clause means one.
fn rivals(
    catalog: &Catalog,
    reading: &Reading<'_>,
    module: &str,
    start: usize,
    end: usize,
) -> Vec<String> {
    let single = |name: &str| {
        let provides = catalog.module(name).into_iter().flat_map(|m| m.provides.keys());
        provides.filter(|c| catalog.capability(c).is_some_and(|c| !c.many)).collect::<Vec<_>>()
    };
    let own = single(module);
    let named = reading.matches.iter().filter(|m| m.start >= start && m.end <= end);
    let rivals = named.filter_map(Match::module).filter(|other| *other != module);
    rivals.filter(|o| single(o).iter().any(|c| own.contains(c))).map(str::to_owned).collect()
}

/// The clauses of a sentence, as ranges of words.
fn clauses(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 1..=reading.words.len() {
        if reading.clause_before(at) {
            clauses.push((start, at));
            start = at;
        }
    }
    clauses
}

/// Whether a word says something that nobody has understood yet.
fn counts(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let word = reading.word(at);
    !reading.used[at]
        && !english.small.contains(word)
        && !english.glue.contains(word)
        && !english.negations.contains(word)
        && !english.numbers.contains_key(word)
        && word.chars().any(char::is_alphabetic)
        && !negation::stands_before(reading, at)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score is small and positive"
)]
fn hundredths(score: f32) -> u32 {
    (score * 100.0).round() as u32
}
