//! Which modules' cards an intent is best served with, best first.

use super::card::is_shown;
use crate::catalog::{Catalog, CatalogModule};
use crate::resolve::{Resolution, search};

/// Most cards for an intent that chose nothing, by what a search finds.
const MOST_FOUND: usize = 8;

/// The modules chosen, then those that provide what these need; for an intent that chose nothing
/// what a search finds; without an intent every module by name.
pub(super) fn rank<'c>(
    catalog: &'c Catalog,
    resolution: Option<&Resolution>,
) -> Vec<&'c CatalogModule> {
    let Some(resolution) = resolution else {
        return catalog.modules().filter(|module| is_shown(module)).collect();
    };
    let mut ranked: Vec<&CatalogModule> = Vec::new();
    for chosen in &resolution.components {
        add(&mut ranked, catalog.module(&chosen.module));
    }
    if ranked.is_empty() {
        for hit in search(catalog, &resolution.intent).iter().take(MOST_FOUND) {
            add(&mut ranked, catalog.module(&hit.module));
        }
    }
    // Also what the providers need in turn.
    let mut at = 0;
    while let Some(module) = ranked.get(at).copied() {
        for slot in module.slots.iter().filter(|slot| slot.required) {
            for provider in catalog.providers_of(&slot.capability) {
                add(&mut ranked, Some(provider));
            }
        }
        at += 1;
    }
    ranked
}

fn add<'c>(ranked: &mut Vec<&'c CatalogModule>, module: Option<&'c CatalogModule>) {
    let Some(module) = module.filter(|module| is_shown(module)) else { return };
    if ranked.iter().all(|known| known.name != module.name) {
        ranked.push(module);
    }
}
