//! Around every request: an id, a line in the log, and the headers that every answer has.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::metrics::RouteMetrics;
use super::{App, pages};

/// The id of a request: the client's, where it sent one that can be used, or one of ours.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says to a browser: nothing in it is run that is not a file of ours, no other
/// site shows it, and no other site learns of it.
static HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
    ),
];

/// From then on a browser comes over TLS only.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What tells this process's requests from those of another.
static PROCESS: LazyLock<u32> = LazyLock::new(|| {
    use std::hash::{BuildHasher as _, Hasher as _};
    let hasher = std::collections::hash_map::RandomState::new().build_hasher();
    u32::try_from(hasher.finish() & 0xffff_ffff).unwrap_or_default()
});
static COUNT: AtomicU64 = AtomicU64::new(1);

/// What is around a route.
#[derive(Debug, Clone)]
pub(super) struct Around {
    pub(super) app: App,
    pub(super) metrics: RouteMetrics,
}

/// Answers a request, and notes how.
pub(super) async fn observe(
    State(around): State<Around>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = request_id(&request);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = pages::as_page(&around.app, next.run(request).await);
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in &HEADERS {
        // A page may need another policy, and says so.
        if !(*name == header::CONTENT_SECURITY_POLICY && headers.contains_key(name)) {
            headers.insert(name, value.clone());
        }
    }
    if around.app.setup.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    // What says nothing about it is not to be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if around.app.is_ending.load(Ordering::Relaxed) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let took = start.elapsed();
    around.metrics.answered(response.status(), took);
    let status = response.status().as_u16();
    // Never the query: the addresses of archives have their signature there.
    let path = uri.path();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::error!(request = id, %method, path, status, micros, "failed");
    } else if status >= 400 || !method.is_safe() {
        tracing::info!(request = id, %method, path, status, micros, "answered");
    } else {
        tracing::debug!(request = id, %method, path, status, micros, "answered");
    }
    response
}

fn request_id(request: &Request) -> String {
    let sent = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let usable = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if let Some(id) = sent.filter(usable) {
        return id.to_owned();
    }
    let mut id = String::with_capacity(17);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    write!(id, "{:08x}-{count:08x}", *PROCESS).expect("a String takes any text");
    id
}
