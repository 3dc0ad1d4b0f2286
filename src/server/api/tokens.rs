//! Tokens: which there are, making one, revoking one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::input::Object;
use crate::registry::view::TokensView;
use crate::registry::{Caller, NewToken, TokenRequest};
use crate::server::App;
use crate::server::error::ApiFault;

/// Every token.
pub(in crate::server) async fn tokens(State(app): State<App>) -> Json<TokensView> {
    Json(TokensView::of(&app.registry.index()))
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
