//! Ranking the catalog's modules for a query.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::ranking::{Ranking, root};
use crate::catalog::words::words;
use crate::catalog::{Catalog, CatalogModule, Guardrail, Lifecycle};

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

/// What a module gets for each word that a card answers, by its rank.
const RANKED: f32 = 60.0;

/// The approved and deprecated modules that answer a query, best first, then by name.
///
/// An empty query finds all. Where a part of the query says nothing of a module, the module is
/// still found by the rest, further down.
#[must_use]
pub fn search(catalog: &Catalog, query: &str) -> Vec<Hit> {
    hits(catalog, &Ranking::new(catalog), query)
}

pub(super) fn hits(catalog: &Catalog, ranking: &Ranking, query: &str) -> Vec<Hit> {
    let query: Vec<String> =
        words(query).into_iter().map(|word| word.stem).take(LONGEST_QUERY).collect();
    let offered = |module: &&CatalogModule| {
        matches!(module.lifecycle(), Lifecycle::Approved | Lifecycle::Deprecated)
    };
    let stems: Vec<&str> = query.iter().map(String::as_str).collect();
    let answers = ranking.answers(&stems);
    let ranked: BTreeMap<&str, f32> =
        answers.into_iter().map(|answer| (answer.module, answer.score)).collect();
    let mut hits: Vec<Hit> = catalog
        .modules()
        .filter(offered)
        .map(|module| hit(module, &query, ranked.get(module.name.as_str()).copied()))
        .filter(|hit| query.is_empty() || hit.score > 0)
        .collect();
    hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.module.cmp(&b.module)));
    hits
}

/// What a card says in one place, and how much it counts there when the query says all of it.
struct Field<'c> {
    kind: &'static str,
    text: &'c str,
    whole: u32,
    word: u32,
}

fn guardrail_field(guardrail: &Guardrail) -> Field<'_> {
    Field { kind: "guardrail", text: &guardrail.text, whole: 5, word: 1 }
}

/// The rank decides, and above it a name that the query says in full.
fn hit(module: &CatalogModule, query: &[String], ranked: Option<f32>) -> Hit {
    let card = &module.card;
    let field = |kind, text, whole, word| Field { kind, text, whole, word };
    let mut fields = vec![field("name", &module.name, 100, 10)];
    fields.extend(card.aliases.iter().map(|alias| field("alias", alias, 80, 6)));
    fields.extend(card.replaces.iter().map(|kind| field("replaces", kind, 70, 1)));
    fields.extend(card.provides.keys().map(|name| field("provides", name, 10, 2)));
    fields.push(field("summary", &card.summary, 10, 2));
    fields.extend(card.uses.iter().map(|uses| field("use", uses, 10, 3)));
    let guardrails = card.guardrails.iter();
    fields.extend(guardrails.map(guardrail_field));
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut best = 0;
    for field in &fields {
        let stems: Vec<String> = words(field.text).into_iter().map(|word| word.stem).collect();
        let (score, whole) = score(field, &stems, query);
        if score > 0 {
            found.push((score, reason(field)));
        }
        if whole {
            best = best.max(score);
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let started = found.first().map_or(0, |(score, _)| *score);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and positive"
    )]
    let ranked = ranked.map_or(0, |score| (score * RANKED).ceil() as u32);
    let sum = if best + ranked == 0 { started } else { best + ranked };
    let score = if module.is_approved() { sum } else { sum.div_ceil(2) };
    let mut reasons: Vec<String> = found.into_iter().map(|(_, reason)| reason).collect();
    reasons.dedup();
    reasons.truncate(3);
    Hit { module: module.name.clone(), score, reasons }
}

/// How much a field says of a query, and whether the query says all of the field.
fn score(field: &Field<'_>, stems: &[String], query: &[String]) -> (u32, bool) {
    if !stems.is_empty() && query.windows(stems.len()).any(|part| part == stems) {
        return (field.whole + field.word * count(stems), true);
    }
    let roots: Vec<String> = stems.iter().map(|stem| root(stem)).collect();
    let known = query.iter().filter(|word| roots.contains(&root(word)));
    let started = query.iter().filter(|word| {
        // The beginning of a word is enough while somebody is typing it.
        word.len() > 2
            && !roots.contains(&root(word))
            && stems.iter().any(|s| s.starts_with(word.as_str()))
    });
    let known = u32::try_from(known.count()).unwrap_or(u32::MAX);
    let started = u32::try_from(started.count()).unwrap_or(u32::MAX);
    (field.word * known + (field.word * started).div_ceil(2), false)
}

fn count(stems: &[String]) -> u32 {
    u32::try_from(stems.len()).unwrap_or(u32::MAX)
}

fn reason(field: &Field<'_>) -> String {
    match field.kind {
        "name" | "summary" => format!("its {}", field.kind),
        "guardrail" => "a guardrail".to_owned(),
        "replaces" => format!("replaces {}", field.text),
        "provides" => format!("provides {}", field.text),
        kind => format!("{kind} \"{}\"", field.text),
    }
}
