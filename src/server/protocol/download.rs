//! `download`: where a version of a module is.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::error::Error;
use crate::registry::{Caller, now};
use crate::server::App;
use crate::server::error::Fault;
use crate::server::signed_url;

const X_TERRAFORM_GET: HeaderName = HeaderName::from_static("x-terraform-get");
const WARNING: HeaderName = HeaderName::from_static("x-pave-warning");

/// The place of a version: 204 with a header is the answer that every Terraform and every OpenTofu
/// takes, and both then check the checksum that stands in it.
pub(in crate::server) async fn download(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system, version)): Path<(String, String, String, String)>,
) -> Result<Response, Fault> {
    let module = [namespace, name, system].join("/");
    let found = app.registry.download(&caller, &module, &version).await?;
    let place = location(&app, &found.archive, found.is_limited);
    let place = HeaderValue::try_from(place)
        .map_err(|e| Error::io("the place of an archive cannot be told", e))?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(X_TERRAFORM_GET, place);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(warning) = found.warning.and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(WARNING, warning);
    }
    Ok(response)
}

/// Where an archive is, relative to this host; it says how to unpack it and what it must hash to.
pub(in crate::server) fn location(app: &App, archive: &str, is_limited: bool) -> String {
    let options = &app.registry.options;
    let options_of_client = ".tar.gz?archive=tar.gz&checksum=sha256:";
    let mut place = [&app.prefix, "/v1/archives/", archive, options_of_client, archive].concat();
    if is_limited {
        let seconds = options.archive_url_seconds;
        place.push('&');
        place.push_str(&signed_url::sign(&app.registry.secret, archive, now() / 1000, seconds));
    }
    place
}
