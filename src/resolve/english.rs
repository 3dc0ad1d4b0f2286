//! The words that any catalog's resolver knows: plain English, and what cloud services are called.
//!
//! Data lives in `words.yaml` and `services.yaml` beside this file, and is read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::catalog::words::phrase;

/// The words of plain English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct English {
    pub(super) small: BTreeSet<String>,
    pub(super) negations: BTreeSet<String>,
    pub(super) fillers: BTreeSet<String>,
    pub(super) unnegated: BTreeSet<String>,
    pub(super) ends: BTreeSet<String>,
    pub(super) unneeded: BTreeSet<String>,
    pub(super) numbers: BTreeMap<String, u32>,
    pub(super) adjectives: BTreeSet<String>,
    pub(super) again: BTreeSet<String>,
    pub(super) called: BTreeSet<String>,
    pub(super) heads: BTreeSet<String>,
    pub(super) descriptions: BTreeSet<String>,
    pub(super) environments: Vec<Vec<String>>,
    pub(super) regions: Vec<Vec<String>>,
    pub(super) ambiguous: BTreeSet<String>,
    pub(super) phrases: Vec<String>,
}

impl English {
    /// The words, read at the first call.
    pub(super) fn get() -> &'static Self {
        static ENGLISH: OnceLock<English> = OnceLock::new();
        ENGLISH.get_or_init(|| read(include_str!("words.yaml")))
    }
}

/// Cloud services by the phrases that people call them, read at the first call.
pub(super) fn services() -> &'static BTreeMap<String, String> {
    static SERVICES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let written: BTreeMap<String, Vec<String>> = read(SERVICES_YAML);
        let pairs = written.iter().flat_map(|(service, names)| {
            names.iter().map(move |name| (phrase(name), service.clone()))
        });
        pairs.collect()
    })
}

const SERVICES_YAML: &str = include_str!("services.yaml");

fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_saphyr::from_str(text).expect("the resolver's data is read by its tests")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ];
        for word in sets.into_iter().flatten() {
            assert_eq!(*word, word.to_lowercase());
            assert_eq!(phrase(word).split(' ').count(), 1, "{word} is one word");
        }
    }

    #[test]
    fn no_two_services_share_a_name() {
        let written: BTreeMap<String, Vec<String>> = read(SERVICES_YAML);
        let names: usize = written.values().map(Vec::len).sum();
        assert_eq!(services().len(), names);
    }
}
