//! Ranking the catalog's modules for a query.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::words::words;
use crate::catalog::{Catalog, CatalogModule, Lifecycle};

/// A module that answers a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hit {
    /// The module.
    pub module: String,
    /// How well it answers; greater is better, and only the order has a meaning.
    pub score: u32,
    /// Why, best reason first, such as `alias "sql database"`.
    pub reasons: Vec<String>,
}

/// Longest query that is looked at, in words.
const LONGEST_QUERY: usize = 50;

/// The approved and deprecated modules that answer a query, best first, then by name.
///
/// An empty query finds all. Where a part of the query says nothing of a module, the module is
/// still found by the rest, further down.
#[must_use]
pub fn search(catalog: &Catalog, query: &str) -> Vec<Hit> {
    let query: Vec<String> =
        words(query).into_iter().map(|word| word.stem).take(LONGEST_QUERY).collect();
    let offered = |module: &&CatalogModule| {
        matches!(module.lifecycle(), Lifecycle::Approved | Lifecycle::Deprecated)
    };
    let mut hits: Vec<Hit> = catalog
        .modules()
        .filter(offered)
        .map(|module| hit(module, &query))
        .filter(|hit| query.is_empty() || hit.score > 0)
        .collect();
    hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.module.cmp(&b.module)));
    hits
}

/// What a card says in one place, and how much it counts there.
struct Field<'c> {
    kind: &'static str,
    text: &'c str,
    whole: u32,
    word: u32,
}

fn hit(module: &CatalogModule, query: &[String]) -> Hit {
    let card = &module.card;
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut fields = vec![Field { kind: "name", text: &module.name, whole: 100, word: 40 }];
    fields.extend(card.aliases.iter().map(|a| Field {
        kind: "alias",
        text: a,
        whole: 80,
        word: 12,
    }));
    fields.extend(card.replaces.iter().map(|r| Field {
        kind: "replaces",
        text: r,
        whole: 70,
        word: 0,
    }));
    let provided = card.provides.keys();
    fields.extend(provided.map(|p| Field { kind: "provides", text: p, whole: 20, word: 6 }));
    fields.push(Field { kind: "summary", text: &card.summary, whole: 20, word: 5 });
    for field in &fields {
        let stems: Vec<String> = words(field.text).into_iter().map(|word| word.stem).collect();
        let score = score(field, &stems, query);
        if score > 0 {
            found.push((score, reason(field)));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    // Three places that agree say enough; a card is not better for repeating itself.
    let best: u32 = found.iter().take(3).map(|(score, _)| score).sum();
    let lowered = if module.is_approved() { best } else { best.div_ceil(2) };
    let reasons = found.into_iter().take(3).map(|(_, reason)| reason).collect();
    Hit { module: module.name.clone(), score: lowered, reasons }
}

fn score(field: &Field<'_>, stems: &[String], query: &[String]) -> u32 {
    if !stems.is_empty() && query.windows(stems.len()).any(|part| part == stems) {
        return field.whole + field.word * count(stems);
    }
    let known = query.iter().filter(|word| stems.contains(word));
    let started = query.iter().filter(|word| {
        // The beginning of a word is enough while somebody is typing it.
        word.len() > 2
            && !stems.contains(word)
            && stems.iter().any(|s| s.starts_with(word.as_str()))
    });
    field.word * u32::try_from(known.count()).unwrap_or(u32::MAX)
        + field.word / 2 * u32::try_from(started.count()).unwrap_or(u32::MAX)
}

fn count(stems: &[String]) -> u32 {
    u32::try_from(stems.len()).unwrap_or(u32::MAX)
}

fn reason(field: &Field<'_>) -> String {
    match field.kind {
        "name" | "summary" => format!("its {}", field.kind),
        "replaces" => format!("replaces {}", field.text),
        "provides" => format!("provides {}", field.text),
        kind => format!("{kind} \"{}\"", field.text),
    }
}
