//! `pave token`, `pave access` and `pave audit`: who may do what in a registry, and what was done.
//!
//! Over the registry's API; or on what it keeps, with `--data`, `--database` or `--config`, for who
//! runs it.

mod audit;
mod grant;
mod token;

pub(super) use audit::{Words as AuditWords, run as audit};
pub(super) use grant::{Words as GrantWords, run as grant};
pub(super) use token::{Words as TokenWords, run as token};

use std::sync::Arc;

use super::backup::wait;
use super::{place, registry};
use crate::error::Result;
use crate::registry::client::Client;
use crate::registry::{Options, Registry};

/// By which way a registry is asked.
enum Way {
    /// By what it keeps.
    Kept(Box<Options>),
    /// By its API.
    Api(Client),
}

/// The way that the words say.
fn way(place: &place::PlaceWords, registry: &registry::Place<'_>) -> Result<Way> {
    let named = registry.registry;
    if place.is_named() && (!named.is_named() || named.is_overruled) {
        return place.existing().map(|options| Way::Kept(Box::new(options)));
    }
    registry.client().map(Way::Api)
}

/// Does something with what a registry keeps.
fn kept<T>(options: &Options, work: impl AsyncFnOnce(&Arc<Registry>) -> Result<T>) -> Result<T> {
    wait(async {
        let registry = Registry::open(options.clone()).await?;
        let done = work(&registry).await;
        registry.ledger.close().await;
        done
    })
}

/// A moment in milliseconds since 1970, as a day; nothing for 0.
fn day(millis: i64) -> String {
    if millis == 0 {
        return String::new();
    }
    let moment = jiff::Timestamp::from_millisecond(millis);
    moment.map(|at| at.strftime("%Y-%m-%d").to_string()).unwrap_or_default()
}
