//! What people may call a module by what it replaces: `aws_sqs_queue` is an SQS queue.

use std::collections::BTreeMap;

use super::english::English;
use super::vocabulary::single;
use crate::catalog::Catalog;

/// Fewest letters of the name of a service that stands alone.
const SHORTEST_ALONE: usize = 3;

/// Names from resource types, each with the one module that stands in for it.
#[derive(Debug)]
pub(super) struct Nouns {
    /// Whole types, such as `aws_sqs_queue`.
    pub(super) kinds: BTreeMap<String, String>,
    /// What types are called, such as `sqs queue` and `sqs`.
    pub(super) names: BTreeMap<String, String>,
}

/// The names that follow from what the approved modules replace.
pub(super) fn nouns(catalog: &Catalog) -> Nouns {
    let replaced = || {
        catalog.approved().flat_map(|module| {
            module.card.replaces.iter().map(|kind| (kind.value.as_str(), module.name.as_str()))
        })
    };
    let kinds = single(replaced().map(|(kind, module)| (kind.to_owned(), module)));
    let whole = replaced().filter_map(|(kind, module)| {
        // A single word of a type, such as `route`, says too little.
        let (_, name) = kind.split_once('_')?;
        name.contains('_').then(|| (name.replace('_', " "), module))
    });
    let english = English::get();
    let first = replaced().filter_map(|(kind, module)| {
        let name = kind.split('_').nth(1)?;
        let plain = name.len() >= SHORTEST_ALONE && !english.knows(name);
        plain.then(|| (name.to_owned(), module))
    });
    let names = single(whole.chain(first));
    Nouns { kinds, names }
}

/// Whether a word is written like the type of a resource of a known provider.
pub(super) fn is_resource_type(word: &str, catalog: &Catalog) -> bool {
    let Some((provider, rest)) = word.split_once('_') else { return false };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let provided = English::get().providers.contains(provider)
        || catalog.settings.providers.keys().any(|name| name.value == provider);
    provided && !rest.is_empty() && word.bytes().all(plain) && !word.ends_with('_')
}
