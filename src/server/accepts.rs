//! What a client says that it takes, and what it says that it has already.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether a client has what carries an entity tag (RFC 9110, section 13.1.2: weak or not).
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let etag = opaque(etag);
    items(headers, header::IF_NONE_MATCH).any(|item| item == "*" || opaque(item) == etag)
}

fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

/// Whether a client takes gzip.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
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
