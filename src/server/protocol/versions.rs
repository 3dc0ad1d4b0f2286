//! `versions`: which versions of a module there are.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

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
    let module = format!("{namespace}/{name}/{system}");
    let rendered = app.registry.versions(&caller, &module).await?;
    let etag = HeaderValue::from_str(&rendered.etag).expect("a tag is hex in quotes");
    // What a caller sees is that caller's; it may be kept, and is asked for again each time.
    let common = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding, authorization")),
    ];
    let says = |name, what: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| {
            value.split(',').any(|one| one.trim().trim_start_matches("W/") == what)
        })
    };
    if says(header::IF_NONE_MATCH, &rendered.etag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if says(header::ACCEPT_ENCODING, "gzip") {
        let gzip = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok((common, [json, gzip], Body::from(rendered.gzip)).into_response());
    }
    Ok((common, [json], Body::from(rendered.body)).into_response())
}
