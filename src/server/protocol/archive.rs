//! The archives themselves, by the hash of their bytes.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::error::Error;
use crate::registry::{Caller, Index, now};
use crate::server::accepts::has;
use crate::server::authorise::stranger;
use crate::server::error::{Fault, Told};
use crate::server::{App, caller, client, signed_url};

/// What an address that was given out says.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct Signed {
    expires: Option<i64>,
    signature: Option<String>,
}

/// An archive. Never limited in rate: no client tries again.
pub(in crate::server) async fn archive(
    State(app): State<App>,
    Path(file): Path<String>,
    Query(signed): Query<Signed>,
    Extension(nobody): Extension<Caller>,
    request: Request,
) -> Result<Response, Fault> {
    let from = client::address(&request, &app.setup.trusted_proxies);
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    let unknown = || Error::not_found("there is no such archive");
    let name = file.strip_suffix(".tar.gz").ok_or_else(unknown)?;
    if name.len() != 64 || !name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(unknown().into());
    }
    let given_out = match (signed.expires, &signed.signature) {
        (Some(expires), Some(signature)) => {
            let key = &app.registry.secret;
            signed_url::is_valid(key, name, (expires, signature), now() / 1000)
        }
        _ => false,
    };
    if !given_out {
        let caller = match caller::caller(&app, headers).await {
            Ok(caller) => caller,
            Err(error) => {
                let at = (Told::Text, parts.uri.path());
                return Ok(Box::pin(stranger(&app, &nobody, from, at, error)).await);
            }
        };
        let is_theirs = |index: &Index| index.has_archive(&caller, name);
        // Terraform does not ask for an archive twice: what another server has just told it of must
        // be here.
        if !is_theirs(&*app.registry.index_with(is_theirs).await?) {
            if signed.signature.is_some() {
                let why = "the address of the archive has expired or was changed";
                return Err(Error::forbidden(why).hint("run terraform init again").into());
            }
            return Err(unknown().into());
        }
    }
    let etag = format!("\"{name}\"");
    // What not everybody may have must not be kept for everybody on the way.
    let anybody = Caller::anonymous(app.registry.options.anonymous_read);
    let keep = if app.registry.index().has_archive(&anybody, name) {
        "public, max-age=31536000, immutable"
    } else {
        "private, max-age=31536000, immutable"
    };
    let common = [
        (header::ETAG, HeaderValue::from_str(&etag).expect("a hash is hex")),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    if has(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let bytes = app.registry.archive(name).await?;
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/gzip")),
        // A client that asks with HEAD believes this: it must be what GET sends.
        (header::CONTENT_LENGTH, HeaderValue::from(bytes.len())),
    ];
    Ok((common, fixed, Body::from(bytes)).into_response())
}
