//! JSON on its way to a client: a strong tag, gzip where it is taken, and nothing at all where the
//! client has it already.

use std::pin::pin;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::error::Result;
use crate::registry::Rendered;
use crate::server::accepts::{has, takes_gzip};
use crate::server::limits::{PROTOCOL_PATIENCE, late, within};

/// The answer that a value is, for the headers of a request.
pub(super) fn json(headers: &HeaderMap, rendered: Rendered) -> Response {
    let Rendered { body, gzip, tag } = rendered;
    let gzip = gzip.filter(|_| takes_gzip(headers));
    let etag = if gzip.is_some() { format!("\"{tag}-gzip\"") } else { format!("\"{tag}\"") };
    let is_there = has(headers, &etag);
    let etag = HeaderValue::try_from(etag).expect("a tag is hex in quotes");
    // What a caller sees is that caller's; it may be kept, and is asked for again each time.
    let common = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding, authorization")),
    ];
    if is_there {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(gzip) = gzip {
        let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (common, [json, encoding], Body::from(gzip)).into_response();
    }
    (common, [json], Body::from(body)).into_response()
}

/// What is waited for, but not longer than a client waits.
///
/// # Errors
/// When it takes too long, or failed.
pub(super) async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    within(PROTOCOL_PATIENCE, pin!(work)).await.map_err(late)?
}
