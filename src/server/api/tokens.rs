//! Tokens: which there are, making one, revoking one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::Object;
use crate::registry::{Caller, NewToken, TokenRequest};
use crate::server::App;
use crate::server::error::ApiFault;
use crate::store::ledger::Token;

/// The tokens, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct TokensView {
    /// Each of them, those that ended or were revoked too.
    pub tokens: Vec<TokenView>,
}

/// A token, without its text: nobody can be told that again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct TokenView {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Whose it is or what it is for.
    pub name: String,
    /// What it allows: `read`, `publish`, `approve`, `admin`.
    pub scopes: Vec<String>,
    /// The namespaces that it is for; all when there are none.
    pub namespaces: Vec<String>,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// Who made it.
    pub created_by: String,
    /// When, in milliseconds since 1970.
    pub created: i64,
    /// When it ends; 0 for never.
    pub expires: i64,
    /// When it was revoked; 0 when it was not.
    pub revoked: i64,
}

impl From<&Token> for TokenView {
    fn from(token: &Token) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Self {
            id: token.id.clone(),
            name: token.name.clone(),
            scopes: words(&token.scopes),
            namespaces: words(&token.namespaces),
            groups: words(&token.groups),
            created_by: token.created_by.clone(),
            created: token.created,
            expires: token.expires,
            revoked: token.revoked,
        }
    }
}

/// Every token.
pub(in crate::server) async fn tokens(State(app): State<App>) -> Json<TokensView> {
    let index = app.registry.index();
    let tokens = index.tokens().into_iter().map(|token| TokenView::from(&**token)).collect();
    Json(TokensView { tokens })
}

/// Makes a token.
pub(in crate::server) async fn create_token(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Object(request): Object<TokenRequest>,
) -> Result<(StatusCode, Json<NewToken>), ApiFault> {
    let made = app.registry.create_token(&caller, &request).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes a token.
pub(in crate::server) async fn revoke_token(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiFault> {
    app.registry.revoke_token(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
