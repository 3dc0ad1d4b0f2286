//! The API under `/api/v1`, as programs meet it.

mod admin;
mod interfaces;
mod operations;

use reqwest::blocking::{RequestBuilder, Response};
use serde_json::Value;

use crate::support::registry::{Served, http};

/// A request to the API; `path` is what stands after `/api/v1/`.
fn request(served: &Served, method: &str, path: &str) -> RequestBuilder {
    let method = method.parse().unwrap();
    http().request(method, format!("{}/api/v1/{path}", served.url))
}

/// The same, as an administrator.
fn as_admin(served: &Served, method: &str, path: &str) -> RequestBuilder {
    request(served, method, path).bearer_auth(served.admin_token())
}

/// The JSON of an answer with that status.
#[track_caller]
fn json(response: Response, status: u16) -> Value {
    let (got, text) = (response.status().as_u16(), response.text().unwrap());
    assert_eq!(got, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// What an operation answers to a request, as anybody.
#[track_caller]
fn ask(served: &Served, operation: &str, asked: &Value) -> Value {
    json(request(served, "POST", operation).json(asked).send().unwrap(), 200)
}
