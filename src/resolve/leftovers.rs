//! Words that no alias has: the card that clearly answers them, or those that come close.

use super::choice::Components;
use super::english::English;
use super::ranking::{Answering, Ranking};
use super::reading::{Polarity, Reading};
use super::vocabulary::Meaning;
use super::{Suggestion, negation};

/// Least score at which a card is chosen, in words that only it has.
const CHOSEN: f32 = 1.2;

/// How many times as well as the next card it answers.
const CLEARLY: f32 = 1.5;

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
    ranking: &Ranking,
    reading: &mut Reading<'_>,
    components: &mut Components<'_>,
) -> Vec<Suggestion> {
    let mut suggestions = Vec::new();
    for (start, end) in clauses(reading) {
        let left: Vec<usize> = (start..end).filter(|at| counts(reading, *at)).collect();
        let lacking = reading.matches.iter().any(|found| {
            let here = found.start >= start && found.end <= end;
            here && matches!(found.meaning, Meaning::Service(_) | Meaning::Nothing)
                || here && found.polarity == Polarity::Aside
        });
        if left.is_empty() || lacking {
            continue;
        }
        let stems: Vec<&str> = left.iter().map(|at| reading.words[*at].stem.as_str()).collect();
        let answers = ranking.answers(&stems);
        let [best, rest @ ..] = &answers[..] else { continue };
        let next = rest.first().map_or(0.0, |answer| answer.score);
        let clear = best.score >= CHOSEN && best.words >= WORDS && best.score >= next * CLEARLY;
        if components.has(best.module) {
            continue; // What is there already may be spoken of at length.
        }
        let (first, last) = (left[0], left[left.len() - 1] + 1);
        if clear {
            let words = reading.quote(first, last);
            components.ranked(best.module, first, last, &words, hundredths(best.score));
            for at in left {
                reading.used[at] = true;
            }
        } else if best.score >= CLOSE {
            let close = |answer: &&Answering<'_>| answer.score >= best.score * NEARLY;
            let modules = answers.iter().take_while(close).take(MOST);
            let modules: Vec<String> = modules.map(|answer| answer.module.to_owned()).collect();
            if !modules.iter().any(|module| components.has(module)) {
                let words: Vec<String> =
                    left.iter().map(|at| reading.quote(*at, *at + 1)).collect();
                suggestions.push(Suggestion { words: words.join(" "), modules });
            }
        }
    }
    suggestions
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
