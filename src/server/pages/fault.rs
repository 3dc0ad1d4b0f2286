//! Errors as pages.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::template::{Frame, render};
use crate::error::Error;
use crate::server::App;

/// What the page of an error says. The cause is never in it.
#[derive(Debug, Clone, Serialize)]
struct Said {
    status: u16,
    message: String,
    hints: Vec<String>,
}

/// An error that is to be told as a page: [`as_page`] makes that where it is known whose registry
/// it is.
pub(in crate::server) fn fault(status: StatusCode, error: &Error) -> Response {
    let said = Said {
        status: status.as_u16(),
        message: sentence(&error.message),
        hints: error.hints.iter().map(|hint| sentence(hint)).collect(),
    };
    let mut response = status.into_response();
    response.extensions_mut().insert(said);
    response
}

/// A page of few words, which [`as_page`] puts what stands on every page around.
#[derive(Debug, Clone, Serialize)]
pub(in crate::server) struct Plain {
    /// Its heading.
    pub(in crate::server) title: String,
    /// What stands beneath it, HTML.
    pub(in crate::server) body: String,
}

/// The response with the page of what [`fault`] or a [`Plain`] says, if that is what it is.
pub(in crate::server) fn as_page(app: &App, mut response: Response) -> Response {
    let extensions = response.extensions_mut();
    let (said, plain) = (extensions.remove::<Said>(), extensions.remove::<Plain>());
    let html = match (said, plain) {
        (Some(mut said), _) => {
            // It may have been changed since, as where too much was asked.
            said.status = response.status().as_u16();
            let title = response.status().canonical_reason().unwrap_or("Error").to_owned();
            render("fault.html", &Frame { title, ..Frame::of(app) }, &said)
        }
        (None, Some(plain)) => {
            let frame = Frame { title: plain.title.clone(), ..Frame::of(app) };
            render("plain.html", &frame, &plain)
        }
        (None, None) => return response,
    };
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.remove(header::CONTENT_LENGTH);
    *response.body_mut() = html.into();
    response
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

/// A clause as a sentence; what begins with an address keeps its small letter.
pub(super) fn sentence(clause: &str) -> String {
    let word = clause.split(' ').next().unwrap_or_default();
    if word.contains('/') {
        return format!("{}.", clause.trim_end_matches('.'));
    }
    let mut chars = clause.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let end = if clause.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}
