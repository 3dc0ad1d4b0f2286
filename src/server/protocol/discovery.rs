//! `/.well-known/terraform.json`: where a host has its services.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::answer;
use crate::registry::Rendered;
use crate::server::App;
use crate::server::login::{CLIENT, PORTS};

/// The services, with addresses that are relative to this one.
pub(in crate::server) async fn discovery(State(app): State<App>, headers: HeaderMap) -> Response {
    let prefix = &app.prefix;
    // The client puts a path behind the base: it ends in a slash.
    let services = json!({
        "modules.v1": format!("{prefix}/v1/modules/"),
        "login.v1": {
            "client": CLIENT,
            "grant_types": ["authz_code"],
            "authz": format!("{prefix}/oauth/authorize"),
            "token": format!("{prefix}/oauth/token"),
            "ports": PORTS,
        },
    });
    answer::json(&headers, Rendered::of(&services))
}
