//! Who asks, from what a request shows.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::App;
use super::session::{Session, session};
use crate::error::{Error, Result};
use crate::registry::Caller;

/// Who asks, by what the request shows, and by which session, if by one.
#[derive(Debug)]
pub(super) struct Asks {
    pub(super) caller: Caller,
    pub(super) session: Option<Session>,
}

/// Who asks: by the token that the request shows, by who has signed in, or nobody.
///
/// # Errors
/// When it shows a token that does not stand, or nobody can say whether it does.
pub(super) async fn asks(app: &App, headers: &HeaderMap) -> Result<Asks> {
    let by_header = |caller| Asks { caller, session: None };
    if let Some(shown) = headers.get(AUTHORIZATION) {
        let text = shown.to_str().unwrap_or_default();
        let bearer = text.split_once(' ').filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        let token = bearer.map(|(_, token)| token.trim()).ok_or_else(unknown)?;
        if let Some(caller) = app.registry.caller_of_token(token) {
            return Ok(by_header(caller));
        }
        let caller = Box::pin(app.oidc.caller(token)).await;
        let caller = caller.unwrap_or_else(|| Err(unknown()))?;
        return Ok(by_header(caller));
    }
    if let Some((session, caller)) = session(app, headers) {
        return Ok(Asks { caller, session: Some(session) });
    }
    Ok(by_header(Caller::anonymous(app.registry.options.anonymous_read)))
}

/// Who asks, where it does not matter by what.
///
/// # Errors
/// As [`asks`].
pub(super) async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller> {
    asks(app, headers).await.map(|asks| asks.caller)
}

fn unknown() -> Error {
    Error::unauthenticated("the token is not known, has expired or was revoked")
        .hint("ask who looks after the registry for another, or run terraform login")
}
