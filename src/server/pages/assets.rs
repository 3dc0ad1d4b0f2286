//! The style sheet, the script and the icon, under addresses that change with what is in them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::error::Error;
use crate::registry::gzip;
use crate::server::accepts::takes_gzip;
use crate::server::error::Fault;
use crate::store::sha256;

#[derive(RustEmbed)]
#[folder = "templates/pages/assets/"]
struct Files;

/// A file that pages refer to.
struct Asset {
    kind: &'static str,
    bytes: Vec<u8>,
    gzip: Vec<u8>,
}

/// The addresses of the files, for templates.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Urls {
    style: String,
    script: String,
    icon: String,
}

/// By the name in the address: what it was called, a part of its hash, what it is.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let named = |name: std::borrow::Cow<'static, str>| {
        let file = Files::get(&name).expect("its name was just told");
        let bytes = file.data.into_owned();
        let hash = &sha256(&bytes)[..12];
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let kind = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        let gzip = gzip(&bytes);
        (format!("{stem}.{hash}.{extension}"), Asset { kind, bytes, gzip })
    };
    Files::iter().map(named).collect()
});

static URLS: LazyLock<Urls> = LazyLock::new(|| {
    let of = |start: &str| {
        let name = ASSETS.keys().find(|name| name.starts_with(start));
        name.map(|name| format!("/assets/{name}")).unwrap_or_default()
    };
    Urls { style: of("pages."), script: of("script."), icon: of("icon.") }
});

pub(super) fn urls() -> &'static Urls {
    &URLS
}

/// A file that pages refer to; what is under an address never changes.
pub(in crate::server) async fn asset(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let unknown = || Error::not_found("there is no such file");
    let asset = ASSETS.get(&name).ok_or_else(unknown)?;
    let common = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if takes_gzip(&headers) {
        let gzip = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return Ok((common, gzip, Body::from(asset.gzip.clone())).into_response());
    }
    Ok((common, Body::from(asset.bytes.clone())).into_response())
}
