//! What became of releases that somebody has installed, and the keys that they are signed with.

use axum::extract::State;
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::Serialize;

use crate::registry::Caller;
use crate::release::standing::{Asked, Standings};
use crate::server::App;
use crate::server::error::ApiFault;

/// The keys of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Keys {
    /// The public keys that releases are signed with, base64 of Ed25519 keys.
    pub keys: Vec<String>,
}

/// Whether releases still stand, with what was signed of each.
pub(in crate::server) async fn verify(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Asked>,
) -> Result<Json<Standings>, ApiFault> {
    Ok(Json(app.registry.standings(&caller, &asked.releases).await?))
}

/// The keys that releases are signed with.
pub(in crate::server) async fn keys(State(app): State<App>) -> Json<Keys> {
    Json(Keys { keys: app.registry.public_keys() })
}
