//! `versions`: which versions of a module there are.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::answer;
use crate::registry::Caller;
use crate::server::App;
use crate::server::error::Fault;

/// The versions that the caller may install.
pub(in crate::server) async fn versions(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let module = [namespace, name, system].join("/");
    let rendered = app.registry.versions(&caller, &module).await?;
    Ok(answer::json(&headers, rendered))
}
