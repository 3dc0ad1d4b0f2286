//! How often a module is downloaded, and the way to its recommended version.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::fault;
use crate::error::Error;
use crate::registry::{Caller, Rendered};
use crate::server::App;
use crate::server::error::Fault;
use crate::server::protocol::answer;

/// How often a module was downloaded in a week, a month, a year and ever.
pub(in crate::server) async fn downloads(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let module = format!("{namespace}/{name}/{system}");
    let counted = app.registry.downloads(&caller, &module);
    let counted = answer::in_time(counted).await.map_err(fault)?;
    let summary = json!({ "data": {
        "type": "module-downloads-summary",
        "id": module,
        "attributes": {
            "week": counted.week,
            "month": counted.month,
            "year": counted.year,
            "total": counted.total,
        },
    } });
    Ok(answer::json(&headers, Rendered::of(&summary)))
}

/// Sends to where the recommended version is.
pub(in crate::server) async fn download_latest(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let module = format!("{namespace}/{name}/{system}");
    let index = app.registry.index();
    let entry = index.module(&caller, &module);
    let release = entry
        .and_then(|entry| entry.latest_for(&caller))
        .ok_or_else(|| Error::not_found(format!("there is no module {module} that can be used")))?;
    let place = format!("{}/v1/modules/{module}/{}/download", app.prefix, release.version);
    let place = HeaderValue::from_str(&place)
        .map_err(|e| Error::io("the place of a version cannot be told", e))?;
    let keep = HeaderValue::from_static("no-store");
    Ok((StatusCode::FOUND, [(header::LOCATION, place), (header::CACHE_CONTROL, keep)])
        .into_response())
}
