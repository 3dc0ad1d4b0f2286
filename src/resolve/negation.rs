//! What a sentence rules out: "no database", "without a cache or a queue", "is not needed".

use super::english::English;
use super::reading::{Polarity, Reading};

/// How far back a negation may stand from what it means, in words.
const REACH: usize = 6;

/// Words between a negation and its meaning that nobody knows; one adjective, not a clause.
const UNKNOWN_WORDS: usize = 1;

/// Marks the matches that the sentence rules out.
pub(super) fn mark(reading: &mut Reading<'_>) {
    for at in 0..reading.matches.len() {
        reading.matches[at].polarity = before(reading, reading.matches[at].start);
        if let Some(needed) = after(reading, at) {
            reading.matches[at].polarity = Polarity::Unwanted(needed);
        }
    }
    for at in 1..reading.matches.len() {
        if let Polarity::Unwanted(word) = reading.matches[at - 1].polarity
            && reading.matches[at].polarity == Polarity::Wanted
            && continues(reading, at)
        {
            reading.matches[at].polarity = Polarity::Unwanted(word);
        }
    }
}

/// Whether what begins at a word is ruled out before it: "not public".
pub(super) fn stands_before(reading: &Reading<'_>, start: usize) -> bool {
    matches!(before(reading, start), Polarity::Unwanted(_))
}

/// Looks for a negation before a word.
fn before(reading: &Reading<'_>, start: usize) -> Polarity {
    let english = English::get();
    let mut unknown = 0;
    let mut aside = false;
    for word in (start.saturating_sub(REACH)..start).rev() {
        if reading.clause_before(word + 1) {
            return Polarity::Wanted;
        }
        let text = reading.word(word);
        if english.negations.contains(text) {
            return match negates(text, reading.word(word + 1)) {
                false => Polarity::Wanted,
                true if aside => Polarity::Aside,
                true => Polarity::Unwanted(word),
            };
        }
        if reading.used[word] || english.ends.contains(text) {
            return Polarity::Wanted;
        }
        if english.unnegated.contains(text) {
            aside = true;
        } else if !english.fillers.contains(text) {
            unknown += 1;
            if unknown > UNKNOWN_WORDS {
                return Polarity::Wanted;
            }
        }
    }
    Polarity::Wanted
}

/// Whether a negation negates, given the word after it: "not only" and "rather big" do not.
fn negates(negation: &str, next: &str) -> bool {
    match negation {
        "instead" => next == "of",
        "rather" => next == "than",
        "not" => !["only", "just", "merely", "simply"].contains(&next),
        _ => true,
    }
}

/// Looks for "is not needed" after a match; the word `needed`.
fn after(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let english = English::get();
    let start = reading.matches[at].end;
    let ahead: Vec<usize> = (start..reading.words.len())
        .take(4)
        .take_while(|word| !reading.clause_before(*word))
        .collect();
    let not =
        ahead.iter().position(|word| ["not", "isnt", "arent"].contains(&reading.word(*word)))?;
    let linking = |word: &usize| ["is", "are", "be", "will"].contains(&reading.word(*word));
    let needed = *ahead.get(not + 1)?;
    let stands = ahead[..not].iter().all(linking);
    (stands && english.unneeded.contains(reading.word(needed))).then_some(needed)
}

/// Whether a match goes on with what was ruled out before it: "no cache, queue or database".
fn continues(reading: &Reading<'_>, at: usize) -> bool {
    match between(reading, at) {
        Gap::Or => true,
        Gap::Comma => (at + 1..reading.matches.len())
            .map(|later| between(reading, later))
            .find(|gap| *gap != Gap::Comma)
            .is_some_and(|gap| gap == Gap::Or),
        Gap::Other => false,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Gap {
    /// "or", "nor", or a bare "and"
    Or,
    /// A comma alone.
    Comma,
    Other,
}

/// What stands between a match and the one before it.
fn between(reading: &Reading<'_>, at: usize) -> Gap {
    let (from, to) = (reading.matches[at - 1].end, reading.matches[at].start);
    let words: Vec<&str> = (from..to).map(|word| reading.word(word)).collect();
    match &words[..] {
        [] if reading.clause_before(to) => Gap::Comma,
        ["and"] if !reading.clause_before(from) => Gap::Or,
        ["or" | "nor", rest @ ..] if rest.iter().all(|w| ["a", "an", "any"].contains(w)) => Gap::Or,
        _ => Gap::Other,
    }
}
