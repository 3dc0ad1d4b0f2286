//! The modules that answer a query, best first.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::registry::ModuleEntry;
use crate::resolve;
use crate::store::ledger::Release;

/// A module, and the release of it that is shown.
pub(super) type Row<'e> = (&'e Arc<ModuleEntry>, &'e Arc<Release>);

/// Those of `rows` that answer a query, best first; all of them, by name, where it is empty.
///
/// What the catalog's ranking finds stands first, then whatever has every word of the query in what
/// is known of it.
pub(super) fn ranked<'e>(catalog: &Catalog, rows: Vec<Row<'e>>, query: &str) -> Vec<Row<'e>> {
    if query.trim().is_empty() {
        return rows;
    }
    let settings = &catalog.settings;
    let hits: Vec<String> = resolve::search(catalog, query)
        .into_iter()
        .map(|hit| format!("{}/{}/{}", settings.namespace, hit.module, settings.target_system))
        .collect();
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().take(20).collect();
    let says = |release: &Release| {
        let text = format!("{} {} {}", release.module, release.summary, release.words);
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut found: Vec<(usize, Row<'e>)> = rows
        .into_iter()
        .filter_map(|(entry, release)| {
            let place = hits.iter().position(|hit| *hit == release.module);
            let place = place.or_else(|| says(release).then_some(hits.len()))?;
            Some((place, (entry, release)))
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, row)| row).collect()
}
