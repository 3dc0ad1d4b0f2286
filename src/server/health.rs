//! Whether the server lives, and whether it can do its work.

use axum::extract::State;
use axum::http::StatusCode;

use super::App;

/// `/healthz`: the process answers.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database and the store answer.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.registry.ledger.ping().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
    }
    if app.registry.blobs.ping().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n");
    }
    (StatusCode::OK, "ok\n")
}
