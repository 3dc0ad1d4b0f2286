//! Who asks, from what a request shows.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::App;
use crate::error::{Error, Result};
use crate::registry::Caller;

/// Who asks: by the token that the request shows, or nobody.
///
/// # Errors
/// When it shows a token that does not stand.
pub(super) fn caller(app: &App, headers: &HeaderMap) -> Result<Caller> {
    let Some(shown) = headers.get(AUTHORIZATION) else {
        return Ok(Caller::anonymous(app.registry.options.anonymous_read));
    };
    let text = shown.to_str().unwrap_or_default();
    let bearer = text.split_once(' ').filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let token = bearer.map(|(_, token)| token.trim());
    token.and_then(|token| app.registry.caller_of_token(token)).ok_or_else(|| {
        Error::unauthenticated("the token is not known, has expired or was revoked")
            .hint("ask who looks after the registry for another, or run terraform login")
    })
}
