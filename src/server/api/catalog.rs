//! The approved set as a catalog, for programs that work with catalogs.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::registry::Caller;
use crate::server::App;
use crate::server::accepts::has;
use crate::server::error::ApiFault;

/// The catalog as a gzipped tar: the organisation's own files, and each module that the caller may
/// use.
pub(in crate::server) async fn catalog(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, ApiFault> {
    let organisation = app.organisation()?;
    let common = |etag: &str| {
        [
            (header::ETAG, HeaderValue::from_str(etag).expect("a tag is hex in quotes")),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (header::VARY, HeaderValue::from_static("authorization")),
        ]
    };
    let etag = app.registry.approved_etag(&caller, &organisation);
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, common(&etag)).into_response());
    }
    let approved = app.registry.approved(&caller, &organisation).await?;
    for (module, why) in &approved.left_out {
        tracing::warn!(module, why, "left out of the catalog");
    }
    let (packed, etag) = (approved.clone(), &approved.etag);
    let archive = app.work.apart(move || packed.archive()).await?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"))];
    Ok((common(etag), kind, Body::from(archive)).into_response())
}
