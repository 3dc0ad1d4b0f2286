//! What a sentence calls things: "called orders", "a payments API".

use super::english::English;
use super::reading::Reading;
use super::vocabulary::Vocabulary;

/// A name that the sentence gives.
#[derive(Debug)]
pub(super) struct Given {
    /// The word before `called`: the thing named ends here.
    pub(super) after: usize,
    /// Lower-case letters, digits and hyphens, a letter first.
    pub(super) name: String,
    /// The words that give it: the first, and the one after the last.
    pub(super) words: (usize, usize),
}

/// Longest name of a service: what is created carries it, with more.
const LONGEST_NAME: usize = 40;

/// Finds the names a sentence gives and takes their words away from everything else.
pub(super) fn given(reading: &mut Reading<'_>, vocabulary: &Vocabulary) -> Vec<Given> {
    let english = English::get();
    let mut names = Vec::new();
    for at in 0..reading.words.len().saturating_sub(1) {
        let before = at.checked_sub(1).map_or("", |word| reading.word(word));
        // "we call it orders"
        let it =
            ["it", "this", "that"].contains(&reading.word(at)) && english.naming.contains(before);
        if !(it || english.called.contains(reading.word(at))) || reading.used[at] {
            continue;
        }
        // "so-called", and "with named volumes"
        let adjective = reading.word(at) == "named"
            && (at == 0
                || reading.clause_before(at)
                || english.ends.contains(before)
                || english.fillers.contains(before));
        if before == "so" || adjective {
            continue;
        }
        // A name may hold hyphens, which the words do not.
        let rest = &reading.text[reading.words[at + 1].span.start as usize..];
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(rest.len());
        let written = &rest[..length];
        let end = reading.words[at + 1].span.start as usize + length;
        let last = reading.words.iter().rposition(|word| (word.span.end as usize) <= end);
        let Some(last) = last.filter(|last| *last > at) else { continue };
        let plural = last == at + 1 && written.ends_with('s');
        if reading.word(at) == "named"
            && plural
            && vocabulary.get(&reading.words[last].stem).is_some()
        {
            continue; // "named volumes"
        }
        let Some(name) = name(written) else { continue };
        if english.small.contains(name.as_str()) {
            continue;
        }
        let at = if it { at - 1 } else { at };
        reading.used[at..=last].fill(true);
        reading.named[at..=last].fill(true);
        names.push(Given { after: at, name, words: (at, last + 1) });
    }
    names
}

/// A name for the service, guessed from a word such as `payments` in "a payments API".
pub(super) fn guess(reading: &Reading<'_>) -> Option<String> {
    let english = English::get();
    (1..reading.words.len())
        .filter(|at| english.named.contains(reading.word(*at)) && !reading.clause_before(*at))
        .filter(|at| ends_there(reading, *at))
        .find_map(|at| {
            // The word before "REST API" is the name, the words that describe it are not.
            let described = |word: &usize| {
                !reading.clause_before(*word + 1)
                    && english.descriptions.contains(reading.word(*word))
                    && !english.definite.contains(reading.word(*word))
            };
            let skipped = (0..at).rev().take_while(described).count();
            let word = at.checked_sub(skipped + 1)?;
            let text = reading.word(word);
            let plain = !reading.used[word]
                && !reading.clause_before(word + 1)
                && !english.small.contains(text)
                && !english.numbers.contains_key(text)
                && !english.negations.contains(text)
                && !english.again.contains(text)
                && !english.descriptions.contains(text)
                && text.chars().any(char::is_alphabetic);
            // "the order-intake service"
            let mut first = word;
            while first > 0 && ["-", "_"].contains(&reading.quote_between(first, first)) {
                first -= 1;
            }
            let text = reading.quote_whole(first, word + 1);
            let text = text.as_str();
            let word = first;
            // "the fleet service", and not "room availability API": one word is a name.
            let introduced = word.checked_sub(1).is_none_or(|before| {
                let before = reading.word(before);
                reading.clause_before(word)
                    || ["a", "an"].contains(&before)
                    || english.definite.contains(before)
                    || english.descriptions.contains(before)
            });
            (plain && introduced).then(|| name(text)).flatten()
        })
}

/// Whether nothing after a word belongs to it: "the API team" is no API.
fn ends_there(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let next = reading.word(at + 1);
    reading.clause_before(at + 1)
        || reading.used[at + 1]
        || english.small.contains(next)
        || english.ends.contains(next)
        || english.heads.contains(next)
        || next.ends_with('s')
}

/// The word at `at` as the name of what ends before the word `after`.
pub(super) fn before(reading: &Reading<'_>, at: usize, after: usize) -> Option<Given> {
    name(reading.word(at)).map(|name| Given { after, name, words: (at, at + 1) })
}

/// A text as a name, when one is left of it.
fn name(written: &str) -> Option<String> {
    let lower = written.to_ascii_lowercase().replace('_', "-");
    let kept: String = lower
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
        .collect();
    let start = kept.find(|c: char| c.is_ascii_lowercase())?;
    let mut name: String = kept[start..].chars().take(LONGEST_NAME).collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = name.trim_end_matches('-');
    (name.len() > 1 && kept.len() == lower.chars().count()).then(|| name.to_owned())
}
