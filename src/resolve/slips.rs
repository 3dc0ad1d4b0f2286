//! Slips of the keyboard in what a catalog calls things: `postgess`, `cahce`, `kuberentes`.
//!
//! A word that anything knows is right as it is, whatever it resembles; and a word is read as
//! another only where that one word is nearest of all.

use std::collections::HashMap;

use super::english::English;
use super::reading::Reading;
use super::vocabulary::Vocabulary;
use crate::catalog::words::stem;

/// Fewest letters of a word that may be a slip.
const SHORTEST: usize = 4;

/// Fewest letters of a word that may have two slips in it.
const TWO_SLIPS: usize = 8;

/// Fewest letters of a word that may have two slips in it although it means an ordinary one.
const LONG: usize = 10;

/// Longest word that is looked at, in letters; nobody calls anything by a longer one.
const LONGEST: usize = 24;

/// The words that a slip may have meant, by first letter and length.
#[derive(Debug)]
pub(super) struct Slips {
    words: HashMap<(char, usize), Vec<Target>>,
}

#[derive(Debug)]
struct Target {
    text: String,
    /// The letters it has, a bit each: a quick way to see that two words differ too much.
    letters: u32,
    ordinary: bool,
}

impl Slips {
    /// The words of a vocabulary that can be meant by a slip.
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let english = English::get();
        let mut words: HashMap<(char, usize), Vec<Target>> = HashMap::new();
        for text in vocabulary.targets_of_slips() {
            let length = text.chars().count();
            if length <= SHORTEST || length > LONGEST || !text.chars().all(char::is_alphabetic) {
                continue;
            }
            let Some(first) = text.chars().next() else { continue };
            let ordinary = is_ordinary(text, english);
            let target = Target { text: text.clone(), letters: letters(text), ordinary };
            words.entry((first, length)).or_default().push(target);
        }
        for targets in words.values_mut() {
            targets.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        }
        Self { words }
    }

    /// Reads slips as what they mean; returns which words and how they were written.
    pub(super) fn correct(
        &self,
        reading: &mut Reading<'_>,
        vocabulary: &Vocabulary,
    ) -> Vec<(usize, String)> {
        let english = English::get();
        let mut corrected = Vec::new();
        for at in 0..reading.words.len() {
            let word = &reading.words[at];
            if reading.used[at] || vocabulary.knows(&word.stem) || is_ordinary(&word.text, english)
            {
                continue;
            }
            if let Some(meant) = self.meant(&word.text) {
                let stem = stem(meant);
                let written = std::mem::replace(&mut reading.words[at].text, meant.to_owned());
                reading.words[at].stem = stem;
                corrected.push((at, written));
            }
        }
        corrected
    }

    /// The one word nearest to a slip.
    fn meant(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let most = if length < TWO_SLIPS { 1 } else { 2 };
        let own = letters(word);
        let mut best: Option<(usize, &str)> = None;
        let mut tied = false;
        // The first letter is rarely wrong; at most it has changed places with the second.
        for first in word.chars().take(2) {
            for other in length - most..=length + most {
                for target in self.words.get(&(first, other)).into_iter().flatten() {
                    // A letter too many, too few, or another: each changes two bits at most.
                    let differ = (own ^ target.letters).count_ones() as usize;
                    let allowed = match target.ordinary {
                        true if is_inflected(word) => 0,
                        true if length < LONG => most.min(1),
                        _ => most,
                    };
                    if differ > 2 * allowed {
                        continue;
                    }
                    let distance = strsim::osa_distance(word, &target.text);
                    let swapped = !target.text.starts_with(word.chars().next().unwrap_or(first));
                    if distance > allowed || swapped && distance > 1 {
                        continue;
                    }
                    match best {
                        Some((least, known)) if least < distance || known == target.text => {}
                        Some((least, _)) if least == distance => tied = true,
                        _ => (best, tied) = (Some((distance, target.text.as_str())), false),
                    }
                }
            }
        }
        best.filter(|_| !tied).map(|(_, text)| text)
    }
}

/// Whether a word is one of English, in any of its forms.
pub(super) fn is_ordinary(word: &str, english: &English) -> bool {
    if english.knows(word) {
        return true;
    }
    let forms = ["s", "es", "ed", "d", "ing", "ly", "er", "ers", "r", "rs", "al", "y"];
    forms.iter().filter_map(|ending| word.strip_suffix(ending)).any(|base| {
        let doubled = base.len() > 3 && base.is_ascii() && {
            let bytes = base.as_bytes();
            bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && english.knows(&base[..base.len() - 1])
        };
        let changed = base.strip_suffix('i').is_some_and(|b| english.knows(&format!("{b}y")));
        base.len() > 2
            && (english.knows(base) || english.knows(&format!("{base}e")) || doubled || changed)
    })
}

/// Whether a word looks like a form of a verb or an adverb, which an ordinary noun is not.
fn is_inflected(word: &str) -> bool {
    ["ed", "ing", "ly", "able", "ment", "ness", "ful", "al"].iter().any(|e| word.ends_with(e))
}

fn letters(word: &str) -> u32 {
    word.chars().fold(0, |bits, c| bits | 1 << (c as u32 % 32))
}
