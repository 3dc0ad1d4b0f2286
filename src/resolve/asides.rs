//! Things that a sentence names without asking for them: "the topic of the meeting", "like
//! memcached but redis", "mysql 8 database", "why is the API so slow?".

use super::english::English;
use super::reading::{Match, Polarity, Reading};
use super::slips::is_ordinary;
use super::vocabulary::Meaning;

/// Marks the matches that the text only speaks of; after negations have been found.
///
/// `wishes` is whether the text says how something should be.
pub(super) fn mark(reading: &mut Reading<'_>, wishes: bool) {
    let all_there = !wishes && all_there(reading);
    for at in 0..reading.matches.len() {
        if reading.matches[at].polarity != Polarity::Wanted {
            continue;
        }
        let aside = all_there && is_weak(reading, &reading.matches[at])
            || asked_about(reading, at)
            || spoken_of(reading, at)
            || describes(reading, at)
            || goes_through(reading, at)
            || is_language(reading, at)
            || compared(reading, at)
            || is_kind(reading, at);
        if aside {
            reading.matches[at].polarity = Polarity::Aside;
        }
    }
}

/// Whether a text asks for nothing: all it names are ordinary things that are there already.
fn all_there(reading: &Reading<'_>) -> bool {
    let english = English::get();
    let asks = (0..reading.words.len()).any(|at| english.requests.contains(reading.word(at)));
    let things = || reading.matches.iter().filter(|m| is_thing(m));
    !asks && things().count() > 0 && things().all(|found| is_weak(reading, found))
}

fn is_thing(found: &Match) -> bool {
    found.module().is_some()
        || found.blueprint().is_some()
        || matches!(found.meaning, Meaning::Service(_))
}

/// Whether a thing has an ordinary name and is spoken of as one that is there: "the table".
fn is_weak(reading: &Reading<'_>, found: &Match) -> bool {
    let english = English::get();
    let thing = found.module().is_some() || found.blueprint().is_some();
    thing
        && found.end - found.start == 1
        && is_ordinary(reading.word(found.end - 1), english)
        && english.definite.contains(determiner(reading, found))
}

fn determiner<'r>(reading: &'r Reading<'_>, found: &Match) -> &'r str {
    found.start.checked_sub(1).map_or("", |before| reading.word(before))
}

/// Whether a match stands in a question that wants an answer and no thing.
fn asked_about(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let found = &reading.matches[at];
    if !is_thing(found) {
        return false;
    }
    let sentence = reading.sentence(found.start);
    let words: Vec<usize> =
        (0..reading.words.len()).filter(|word| reading.sentence(*word) == sentence).collect();
    let [first, .., last] = words[..] else { return false };
    reading.quote_between(last + 1, last + 1).contains('?')
        && english.questions.contains(reading.word(first))
        && !words.iter().any(|word| english.requests.contains(reading.word(*word)))
}

/// Whether a match is spoken of as something that is there: "the topic of the meeting".
fn spoken_of(reading: &Reading<'_>, at: usize) -> bool {
    let found = &reading.matches[at];
    is_weak(reading, found) && reading.word(found.end) == "of" && !reading.clause_before(found.end)
}

/// Whether an ordinary name only describes the noun after it: "the events team".
fn describes(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let found = &reading.matches[at];
    let (next, after) = (found.end, reading.word(found.end));
    let determiner = determiner(reading, found);
    let single = found.end - found.start == 1 && found.module().is_some();
    let noun = english.ordinary.contains(after)
        && !reading.used[next]
        && !english.small.contains(after)
        && !english.ends.contains(after)
        && !english.glue.contains(after)
        && !english.negations.contains(after)
        && !english.heads.contains(after)
        && !english.forms.contains(after)
        && !english.requests.contains(after)
        && !english.descriptions.contains(after)
        && !["s", "ed", "ing", "ly", "able"].iter().any(|ending| after.ends_with(ending));
    single
        && !reading.clause_before(next)
        && noun
        && is_ordinary(reading.word(found.start), english)
        && (english.definite.contains(determiner) || ["a", "an", "for"].contains(&determiner))
}

/// Whether a word is only the language that something is asked in: "query the logs with SQL".
fn is_language(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let found = &reading.matches[at];
    let Some(before) = found.start.checked_sub(1) else { return false };
    let clause = (0..=before).rev().take_while(|word| !reading.clause_before(word + 1));
    found.module().is_some()
        && found.end - found.start == 1
        && english.languages.contains(reading.word(found.start))
        && ["with", "in", "using", "via", "through"].contains(&reading.word(before))
        && !reading.clause_before(found.start)
        && clause.skip(1).any(|word| english.queries.contains(reading.word(word)))
}

/// Whether a plural only says what goes through the thing after it: "an events queue".
pub(super) fn goes_through(reading: &Reading<'_>, at: usize) -> bool {
    let found = &reading.matches[at];
    let Some(after) = reading.matches.get(at + 1) else { return false };
    let plural = |word: usize| reading.word(word).ends_with('s');
    let other = |module: &str| after.module().is_some_and(|after| after != module);
    found.module().is_some_and(other)
        && found.end - found.start == 1
        && found.end == after.start
        && !reading.clause_before(after.start)
        && reading.quote_between(found.end, found.end).trim().is_empty()
        && plural(found.start)
        && !plural(after.end - 1)
        && is_ordinary(reading.word(found.start), English::get())
}

/// Whether a service is named for comparison, or as what is left behind: "like memcached but
/// redis", "moving from Heroku".
fn compared(reading: &Reading<'_>, at: usize) -> bool {
    let found = &reading.matches[at];
    let before = |back: usize| found.start.checked_sub(back).map_or("", |w| reading.word(w));
    if !matches!(found.meaning, Meaning::Service(_)) {
        return false;
    }
    let left = ["coming", "move", "moving", "migrate", "migrating", "switch", "switching", "away"];
    match before(1) {
        "like" => reading.word(found.end) == "but",
        "from" => left.contains(&before(2)),
        "replace" | "replacing" | "leave" | "leaving" => true,
        _ => false,
    }
}

/// Whether an ordinary noun only says what kind of thing a service is that the catalog does not
/// have, or speaks of what goes into it: "mysql 8 database", "SFTP for their files".
fn is_kind(reading: &Reading<'_>, at: usize) -> bool {
    let english = English::get();
    let found = &reading.matches[at];
    if found.module().is_none() || !is_ordinary(reading.word(found.end - 1), english) {
        return false;
    }
    let lacking =
        |m: &&Match| matches!(m.meaning, Meaning::Service(_)) && m.polarity == Polarity::Wanted;
    let number = |word: usize| reading.word(word).starts_with(|c: char| c.is_ascii_digit());
    let kind = |word: usize| {
        ["cluster", "server", "instance", "managed", "based", "as", "backed"]
            .contains(&reading.word(word))
    };
    if let Some(before) = at.checked_sub(1).map(|at| &reading.matches[at]).filter(lacking) {
        let same = (before.end..=found.start).all(|word| !reading.clause_before(word));
        let between: Vec<usize> = (before.end..found.start).collect();
        let definite = between.last().is_some_and(|w| english.definite.contains(reading.word(*w)));
        let as_a = between.first().is_some_and(|w| reading.word(*w) == "as");
        if same && (between.iter().all(|word| number(*word) || kind(*word)) || definite || as_a) {
            return true;
        }
    }
    reading.matches.get(at + 1).filter(lacking).is_some_and(|after| {
        let opened = reading.quote_between(found.end, after.start).contains(['(', ':']);
        (found.end..after.start).all(|word| english.kinds.contains(reading.word(word)))
            && (after.start > found.end || opened)
    })
}
