//! JSON on its way to a client: a strong tag, gzip where it is taken, and nothing at all where the
//! client has it already.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::error::{Error, Result};
use crate::registry::Rendered;

/// How long an answer may take. Terraform waits ten seconds and asks once more; it is better told
/// that it should.
const PATIENCE: Duration = Duration::from_secs(8);

/// The answer that a value is, for the headers of a request.
pub(super) fn json(headers: &HeaderMap, rendered: Rendered) -> Response {
    let etag = HeaderValue::from_str(&rendered.etag).expect("a tag is hex in quotes");
    // What a caller sees is that caller's; it may be kept, and is asked for again each time.
    let common = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding, authorization")),
    ];
    if has(headers, &rendered.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if takes_gzip(headers) {
        let gzip = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (common, [json, gzip], Body::from(rendered.gzip)).into_response();
    }
    (common, [json], Body::from(rendered.body)).into_response()
}

/// Whether a client has what carries a tag.
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    items(headers, header::IF_NONE_MATCH)
        .any(|item| item == "*" || item.trim_start_matches("W/") == etag)
}

/// Whether a client takes gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    items(headers, header::ACCEPT_ENCODING).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        is_gzip && weight.and_then(|weight| weight.parse::<f32>().ok()) != Some(0.0)
    })
}

/// What a header lists between commas, however often it stands there.
fn items(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// What is waited for, but not longer than a client waits.
///
/// # Errors
/// When it takes too long, or failed.
pub(super) async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let late = |e| Error::io("the registry's database takes too long", e);
    tokio::time::timeout(PATIENCE, work).await.map_err(late)?
}
