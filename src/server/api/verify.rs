//! What became of releases that somebody has installed, and the keys that they are signed with.

use axum::extract::State;
use axum::{Extension, Json};

use super::input::Object;
use crate::registry::Caller;
use crate::release::standing::{Asked, Standings};
use crate::server::App;
use crate::server::error::ApiFault;

/// Whether releases still stand, with what was signed of each.
pub(in crate::server) async fn verify(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Object(asked): Object<Asked>,
) -> Result<Json<Standings>, ApiFault> {
    Ok(Json(app.registry.standings(&caller, &asked.releases).await?))
}
