//! Errors as pages.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::template::{Frame, render};
use super::visit::secured;
use crate::error::Error;

#[derive(Serialize)]
struct Content<'e> {
    status: u16,
    message: String,
    hints: &'e [String],
    is_sign_in_needed: bool,
}

/// The page of an error. The cause is never on it.
pub(in crate::server) fn fault(status: StatusCode, error: &Error) -> Response {
    let content = Content {
        status: status.as_u16(),
        message: sentence(&error.message),
        hints: &error.hints,
        is_sign_in_needed: status == StatusCode::UNAUTHORIZED,
    };
    let title = status.canonical_reason().unwrap_or("Error").to_owned();
    let frame = Frame { title, ..Frame::default() };
    let html = render("fault.html", &frame, &content);
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    secured((status, kind, html).into_response())
}

/// Whether an error under a path is best told as a page: a browser asks, and for no program's
/// address.
pub(in crate::server) fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    const PROGRAMS: [&str; 6] =
        ["/v1/", "/api/", "/.well-known/", "/healthz", "/readyz", "/metrics"];
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|value| value.contains("text/html"))
        && !PROGRAMS.iter().any(|start| path.starts_with(start))
}

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let end = if clause.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}
