//! A release in the words of the public registry's lists, wherever they are written: by a server or
//! into the files of a site.

use serde_json::{Map, Value, json};

use super::view::ReleaseView;
use crate::catalog::Lifecycle;
use crate::release::ModuleAddress;

/// What a list says of a release.
#[must_use]
pub fn summary(
    address: &ModuleAddress,
    release: &ReleaseView,
    downloads: i64,
) -> Map<String, Value> {
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
        "verified": is_verified(&release.state),
    });
    let Value::Object(fields) = fields else { return Map::new() };
    fields
}

/// Whether somebody has looked at a release in that state and lets it be used.
#[must_use]
pub fn is_verified(state: &str) -> bool {
    let usable = [Lifecycle::Approved, Lifecycle::Deprecated];
    usable.iter().any(|usable| usable.as_str() == state)
}
