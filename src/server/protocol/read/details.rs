//! A version with its inputs, outputs, resources, submodules and examples.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::fault;
use crate::catalog::Lifecycle;
use crate::error::Result;
use crate::registry::view::ReleaseView;
use crate::registry::{Caller, Rendered, summary};
use crate::server::App;
use crate::server::error::Fault;
use crate::server::protocol::answer;

/// The recommended version of a module.
pub(in crate::server) async fn latest(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let module = format!("{namespace}/{name}/{system}");
    answered(&app, &headers, &caller, &module, None).await.map_err(fault)
}

/// A version of a module.
pub(in crate::server) async fn version(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system, version)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let module = format!("{namespace}/{name}/{system}");
    answered(&app, &headers, &caller, &module, Some(&version)).await.map_err(fault)
}

async fn answered(
    app: &App,
    headers: &HeaderMap,
    caller: &Caller,
    module: &str,
    version: Option<&str>,
) -> Result<Response> {
    let shown = answer::in_time(app.registry.shown(caller, module, version)).await?;
    let downloads = answer::in_time(app.registry.total_downloads(&[module])).await?;
    let (entry, release) = (&shown.module, &shown.release);
    let downloads = downloads.get(module).copied().unwrap_or(0);
    let mut fields = summary(&entry.address, &ReleaseView::from(&**release), downloads);
    let mut versions: Vec<&str> =
        entry.listed(caller).map(|release| release.version.as_str()).collect();
    versions.reverse();
    let index = app.registry.index();
    let systems: Vec<&str> = index
        .seen(caller)
        .map(|other| &other.address)
        .filter(|other| {
            other.namespace == entry.address.namespace && other.name == entry.address.name
        })
        .map(|other| other.system.as_str())
        .collect();
    let deprecation = (release.state == Lifecycle::Deprecated.as_str())
        .then(|| json!({ "reason": release.reason, "link": release.successor }));
    let provenance = &shown.statement.provenance;
    let details = &shown.details;
    let more: [(&str, Value); 8] = [
        ("source", json!(provenance.repository.as_deref().unwrap_or_default())),
        ("tag", json!(provenance.tag.as_deref().unwrap_or_default())),
        ("root", json!(details.root)),
        ("submodules", json!(details.submodules)),
        ("examples", json!(details.examples)),
        ("providers", json!(systems)),
        ("versions", json!(versions)),
        ("deprecation", json!(deprecation)),
    ];
    fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    Ok(answer::json(headers, Rendered::of(&Value::Object(fields))))
}
