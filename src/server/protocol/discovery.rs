//! `/.well-known/terraform.json`: where a host has its services.

use axum::Json;
use serde_json::{Value, json};

use crate::server::login::{CLIENT, PORTS};

/// The services, with addresses that are relative to this one.
pub(in crate::server) async fn discovery() -> Json<Value> {
    // The client puts a path behind the base: it ends in a slash.
    Json(json!({
        "modules.v1": "/v1/modules/",
        "login.v1": {
            "client": CLIENT,
            "grant_types": ["authz_code"],
            "authz": "/oauth/authorize",
            "token": "/oauth/token",
            "ports": PORTS,
        },
    }))
}
