//! What the API is, told by itself.

use std::sync::LazyLock;

use axum::Json;
use serde_json::Value;

static DESCRIPTION: LazyLock<Value> = LazyLock::new(crate::server::openapi);

/// The description of the API as OpenAPI 3.1.
pub(in crate::server) async fn openapi() -> Json<&'static Value> {
    Json(&DESCRIPTION)
}
