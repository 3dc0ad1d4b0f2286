//! Which words belong to whom: one phrase, one meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::{View, shown};
use crate::catalog::words::phrase;
use crate::catalog::{Card, Located};
use crate::diag::{Finding, SourceId};

/// Someone who goes by a phrase.
struct Claim<'c> {
    owner: &'c str,
    kind: &'static str,
    phrase: &'c Located<String>,
    source: SourceId,
}

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut claims: BTreeMap<String, Vec<Claim<'_>>> = BTreeMap::new();
    // Only what is offered can be meant: a deprecated module leaves its words to its successor.
    for module in view.modules.values().filter(|module| module.is_approved()) {
        let given_up = given_up(&module.card);
        let (card, source) = (&module.card, module.card_source);
        let mut own = BTreeSet::new();
        for phrase in std::iter::once(&card.name).chain(&card.aliases) {
            let key = self::phrase(phrase);
            if given_up.contains(&key) || !own.insert(key.clone()) {
                continue;
            }
            claims.entry(key).or_default().push(Claim {
                owner: &module.name,
                kind: "module",
                phrase,
                source,
            });
        }
    }
    for blueprint in view.blueprints.values() {
        let (written, source) = (&blueprint.written, blueprint.source);
        let mut own = BTreeSet::new();
        let parts: BTreeSet<&str> = written.parts().map(|part| part.module).collect();
        for phrase in std::iter::once(&written.name).chain(&written.aliases) {
            let key = self::phrase(phrase);
            // A blueprint around a module may go by the module's words; they mean the module.
            let shared = claims.get(&key).is_some_and(|claims| {
                claims.iter().all(|claim| claim.kind == "module" && parts.contains(claim.owner))
            });
            if own.insert(key.clone()) && !shared {
                claims.entry(key).or_default().push(Claim {
                    owner: &written.name,
                    kind: "blueprint",
                    phrase,
                    source,
                });
            }
        }
    }
    for (key, claims) in claims {
        let [first, rest @ ..] = &claims[..] else { continue };
        for claim in rest.iter().filter(|_| !key.is_empty()) {
            let message = format!(
                "`{}` means both the {} `{}` and the {} `{}`",
                shown(claim.phrase),
                first.kind,
                first.owner,
                claim.kind,
                claim.owner
            );
            findings.push(
                Finding::error("catalog-alias", message)
                    .at(claim.source, claim.phrase.span, "")
                    .at(first.source, first.phrase.span, "taken here")
                    .help("remove it from one of the two, or list it in that one's `not_aliases`"),
            );
        }
    }
}

/// The phrases that a card says are not its own.
fn given_up(card: &Card) -> BTreeSet<String> {
    card.not_aliases.iter().map(|alias| phrase(alias)).collect()
}
