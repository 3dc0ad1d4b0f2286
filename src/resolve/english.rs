//! The words that any catalog's resolver knows: plain English, and what cloud services are called.
//!
//! Data lives in `words.yaml`, `ordinary.yaml` and `services.yaml` beside this file, and is read
//! once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::lists::lists;
use crate::catalog::words::{phrase, stem};

type Words = HashSet<&'static str>;

/// The words of plain English.
#[derive(Debug, Default)]
pub(super) struct English {
    pub(super) small: Words,
    pub(super) negations: Words,
    pub(super) fillers: Words,
    pub(super) unnegated: Words,
    pub(super) ends: Words,
    pub(super) unneeded: Words,
    pub(super) numbers: HashMap<&'static str, u32>,
    pub(super) adjectives: Words,
    pub(super) again: Words,
    pub(super) called: Words,
    pub(super) heads: Words,
    pub(super) descriptions: Words,
    pub(super) definite: Words,
    pub(super) glue: Words,
    /// The same, as words are compared.
    pub(super) glue_stems: HashSet<String>,
    pub(super) forms: Words,
    pub(super) requests: Words,
    pub(super) questions: Words,
    pub(super) kinds: Words,
    pub(super) naming: Words,
    pub(super) languages: Words,
    pub(super) queries: Words,
    pub(super) named: Words,
    pub(super) environments: Vec<Vec<&'static str>>,
    pub(super) regions: Vec<Vec<&'static str>>,
    pub(super) ambiguous: Words,
    pub(super) phrases: Vec<&'static str>,
    pub(super) every: Vec<&'static str>,
    pub(super) providers: Words,
    /// Words that a text about anything may have: no slip of the keyboard.
    pub(super) ordinary: Words,
}

impl English {
    /// The words, read at the first call.
    pub(super) fn get() -> &'static Self {
        static ENGLISH: OnceLock<English> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut english = Self::default();
            for (name, words) in lists(WORDS).chain(lists(ORDINARY)) {
                english.take(name, words);
            }
            english.glue_stems = english.glue.iter().map(|word| stem(word)).collect();
            english
        })
    }

    fn take(&mut self, name: &str, words: Vec<&'static str>) {
        let groups = || words.iter().map(|group| group.split('/').collect());
        let set = match name {
            "small" => &mut self.small,
            "negations" => &mut self.negations,
            "fillers" => &mut self.fillers,
            "unnegated" => &mut self.unnegated,
            "ends" => &mut self.ends,
            "unneeded" => &mut self.unneeded,
            "adjectives" => &mut self.adjectives,
            "again" => &mut self.again,
            "called" => &mut self.called,
            "heads" => &mut self.heads,
            "descriptions" => &mut self.descriptions,
            "definite" => &mut self.definite,
            "glue" => &mut self.glue,
            "forms" => &mut self.forms,
            "requests" => &mut self.requests,
            "questions" => &mut self.questions,
            "kinds" => &mut self.kinds,
            "naming" => &mut self.naming,
            "languages" => &mut self.languages,
            "queries" => &mut self.queries,
            "named" => &mut self.named,
            "ambiguous" => &mut self.ambiguous,
            "providers" => &mut self.providers,
            "ordinary" => &mut self.ordinary,
            "environments" => return self.environments.extend(groups()),
            "regions" => return self.regions.extend(groups()),
            "phrases" => return self.phrases.extend(words),
            "every" => return self.every.extend(words),
            "numbers" => {
                let pairs = words.into_iter().filter_map(|pair| pair.split_once('='));
                let pairs = pairs.filter_map(|(word, number)| Some((word, number.parse().ok()?)));
                return self.numbers.extend(pairs);
            }
            _ => return,
        };
        set.extend(words);
    }

    /// Whether a word is known to be itself, whatever a catalog says.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.small.contains(word)
            || self.ordinary.contains(word)
            || self.numbers.contains_key(word)
            || self.heads.contains(word)
            || self.descriptions.contains(word)
            || self.negations.contains(word)
    }
}

/// Cloud services by the phrases that people call them, read at the first call.
pub(super) fn services() -> &'static HashMap<String, &'static str> {
    static PHRASES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let named = lists(SERVICES).flat_map(|(service, names)| {
            names.into_iter().map(move |name| (phrase(name), service))
        });
        named.collect()
    })
}

/// What cloud services are called, as it is written.
pub(super) fn service_names() -> impl Iterator<Item = &'static str> {
    lists(SERVICES).flat_map(|(_, names)| names)
}

const WORDS: &str = include_str!("words.yaml");
const ORDINARY: &str = include_str!("ordinary.yaml");
const SERVICES: &str = include_str!("services.yaml");

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Lists = BTreeMap<String, Vec<String>>;

    #[test]
    fn the_lists_are_what_yaml_says_they_are() {
        for text in [WORDS, ORDINARY, SERVICES] {
            let yaml: Lists = serde_saphyr::from_str(text).unwrap();
            let own = |(name, words): (&str, Vec<&str>)| {
                (name.to_owned(), words.into_iter().map(str::to_owned).collect())
            };
            assert_eq!(lists(text).map(own).collect::<Lists>(), yaml);
        }
    }

    #[test]
    fn every_word_is_compared_as_it_is_written() {
        let english = English::get();
        let sets = [
            &english.small,
            &english.negations,
            &english.fillers,
            &english.unnegated,
            &english.ends,
            &english.heads,
            &english.descriptions,
            &english.ordinary,
        ];
        for set in sets {
            assert!(!set.is_empty());
            for word in set {
                assert_eq!(*word, word.to_lowercase());
                assert_eq!(phrase(word).split(' ').count(), 1, "{word} is one word");
            }
        }
    }

    #[test]
    fn no_two_services_share_a_name() {
        let mut named: BTreeMap<String, &str> = BTreeMap::new();
        for (service, names) in lists(SERVICES) {
            for name in names {
                let before = named.insert(phrase(name), service);
                assert_eq!(before, None, "{name} of {service}");
            }
        }
    }
}
