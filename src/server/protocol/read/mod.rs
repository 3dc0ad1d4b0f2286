//! The read API of the public registry, so that programs written for it work here: lists, search,
//! details, downloads. Terraform itself asks for none of this.

mod details;
mod downloads;
mod list;
mod page;

use serde_json::{Map, Value, json};

pub(in crate::server) use details::{latest, version};
pub(in crate::server) use downloads::{download_latest, downloads};
pub(in crate::server) use list::{list, list_systems, search};

use crate::catalog::Lifecycle;
use crate::error::Error;
use crate::registry::ModuleEntry;
use crate::server::error::{Fault, Told};
use crate::store::ledger::Release;

/// An error, as the public registry's clients read it.
fn fault(error: Error) -> Fault {
    Fault { told: Told::List, error }
}

/// A release as the public registry's lists have it.
fn summary(module: &ModuleEntry, release: &Release, downloads: i64) -> Map<String, Value> {
    let address = &module.address;
    let shown = if release.approved == 0 { release.published } else { release.approved };
    let published_at =
        jiff::Timestamp::from_millisecond(shown).map(|at| at.to_string()).unwrap_or_default();
    let fields = json!({
        "id": format!("{address}/{}", release.version),
        "owner": "",
        "namespace": address.namespace,
        "name": address.name,
        "version": release.version,
        "provider": address.system,
        "provider_logo_url": "",
        "description": release.summary,
        "source": "",
        "tag": "",
        "published_at": published_at,
        "downloads": downloads,
        "verified": is_verified(release),
    });
    let Value::Object(fields) = fields else { return Map::new() };
    fields
}

/// Whether somebody has looked at a release and lets it be used.
fn is_verified(release: &Release) -> bool {
    let usable = [Lifecycle::Approved, Lifecycle::Deprecated];
    usable.iter().any(|state| state.as_str() == release.state)
}
