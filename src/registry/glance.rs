//! What a list shows of a release besides its summary, kept with it.

use serde::{Deserialize, Serialize};

use crate::catalog::{Card, ShortOr, Takes};
use crate::store::ledger::Release;

/// What a list shows of a release at a glance; of one without a card, nothing.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// The team that answers for it.
    pub owner: String,
    /// The capabilities that it provides.
    pub provides: Vec<String>,
    /// Those that it cannot do without.
    pub needs: Vec<String>,
    /// Those that it uses where there are some.
    pub accepts: Vec<String>,
}

impl Glance {
    /// As the card of a release says.
    pub(super) fn of_card(card: &Card) -> Self {
        let capability = |name: &str, takes: &ShortOr<Takes>| match takes {
            ShortOr::Short(_) => name.to_owned(),
            ShortOr::Long(takes) => {
                takes.capability.as_ref().map_or_else(|| name.to_owned(), ToString::to_string)
            }
        };
        let needs = card.requires.iter().map(|(name, takes)| capability(name, takes));
        let accepts = card.accepts.iter().map(|(name, takes)| capability(name, takes));
        Self {
            owner: card.owner.to_string(),
            provides: card.provides.keys().map(ToString::to_string).collect(),
            needs: needs.collect(),
            accepts: accepts.collect(),
        }
    }

    /// As it is kept with a release.
    #[must_use]
    pub fn of(release: &Release) -> Self {
        serde_json::from_str(&release.glance).unwrap_or_default()
    }
}
