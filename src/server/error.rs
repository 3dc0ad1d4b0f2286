//! Errors as responses: plain text where Terraform prints it, JSON for programs.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::pages;
use crate::error::{Error, ErrorKind};
use crate::report::{FindingRecord, findings_for_machines};

/// Longest text of a refusal that is passed on, in bytes.
const LONGEST_REFUSAL: usize = 64 * 1024;

/// How an error is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// In a line of text, which Terraform prints as it is.
    Text,
    /// As JSON.
    Json,
    /// As a page for people.
    Page,
    /// As the public registry's API tells them: a list of texts in JSON.
    List,
}

/// An error on its way to a client.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) told: Told,
    pub(super) error: Error,
}

/// The JSON of an error.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ErrorBody {
    /// What happened, in one clause.
    pub error: String,
    /// What to do about it, most likely first.
    pub hints: Vec<String>,
    /// What was found in files, when that is the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingRecord>,
}

impl Fault {
    /// An error, told as is right for what answers under a path, and for who asks.
    pub(super) fn at(path: &str, headers: &HeaderMap, error: Error) -> Self {
        Self { told: Told::of(path, headers), error }
    }
}

impl Told {
    /// How an error is told by what answers under a path, to who asks with these headers.
    pub(super) fn of(path: &str, headers: &HeaderMap) -> Self {
        if path.starts_with("/api/") {
            Self::Json
        } else if pages::wants_page(path, headers) {
            Self::Page
        } else {
            Self::Text
        }
    }
}

/// An error of the protocol, in text.
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { told: Told::Text, error }
    }
}

/// An error of the API, in JSON.
#[derive(Debug)]
pub(super) struct ApiFault(pub(super) Error);

impl From<Error> for ApiFault {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiFault {
    fn into_response(self) -> Response {
        Fault { told: Told::Json, error: self.0 }.into_response()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let Self { told, error } = self;
        let status = status(error.kind);
        if status.is_server_error() {
            // The cause is for the log: it may name hosts and paths.
            tracing::error!(cause = cause(&error), "{error}");
        }
        let mut response = match told {
            Told::Text => {
                let mut text = error.message.clone();
                for hint in &error.hints {
                    text.push_str(&format!("\n{hint}"));
                }
                text.push('\n');
                (status, text).into_response()
            }
            Told::Json => (status, Json(body(&error))).into_response(),
            Told::Page => pages::fault(status, &error),
            Told::List => {
                let errors: Vec<&String> =
                    std::iter::once(&error.message).chain(&error.hints).collect();
                (status, Json(serde_json::json!({ "errors": errors }))).into_response()
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

fn body(error: &Error) -> ErrorBody {
    let findings = error
        .report
        .as_deref()
        .map(|report| findings_for_machines(&report.findings, &report.sources));
    ErrorBody {
        error: error.message.clone(),
        hints: error.hints.clone(),
        findings: findings.unwrap_or_default(),
    }
}

/// The status that stands for a kind of error.
pub(super) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Usage => StatusCode::BAD_REQUEST,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::Refused | ErrorKind::Findings => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Io => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The cause of an error, for the log.
pub(super) fn cause(error: &Error) -> String {
    error.source.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Tells in JSON what a request was refused for before its handler saw it: a body that cannot be
/// read, a parameter that is none, a method that is not there.
pub(super) async fn in_json(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let told = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, LONGEST_REFUSAL).await.unwrap_or_default();
    let mut error = String::from_utf8_lossy(&text).trim().to_owned();
    if error.is_empty() {
        let reason = status.canonical_reason().unwrap_or("this is refused");
        error = format!("{}: {}", status.as_u16(), reason.to_ascii_lowercase());
    }
    if let Some(first) = error.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let hints = vec!["/api/v1/openapi.json describes what is taken".to_owned()];
    for header in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(header);
    }
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (parts, Json(ErrorBody { error, hints, findings: Vec::new() })).into_response()
}

/// Answers where nothing else does.
pub(super) async fn unknown_address(request: Request) -> Fault {
    let path = request.uri().path();
    Fault::at(path, request.headers(), Error::not_found("nothing is served at this address"))
}

/// Answers where a handler has panicked, which is a bug of ours and in the log.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let error = Error::refused("the server has made a mistake, which is in its log");
    let mut response = Fault { told: Told::Text, error }.into_response();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
