//! Around every request: an id, a line in the log, and the headers that every answer has.

use std::fmt::Write as _;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;

use super::authorise::{Guard, authorise};
use super::metrics::RouteMetrics;
use super::{error, pages};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says to a browser: nothing in it is run that is not a file of ours, no other
/// site shows it, and no other site learns of it. Our own does: where browsers send no referrer
/// they say of a form that it comes from `null`.
static HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
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

/// As many headers as most answers have, so that the map of them need not grow.
const MOST_HEADERS: usize = 12;

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
#[derive(Debug)]
pub(super) struct Around {
    pub(super) guard: Guard,
    pub(super) metrics: RouteMetrics,
    /// Whether it belongs to the API, so that it refuses in JSON whatever refuses.
    pub(super) is_api: bool,
}

/// Answers a request, and notes how.
///
/// All that is around a handler is called from here: as layers of their own its parts would each
/// copy the service and box its future, for every request.
pub(super) async fn observe(
    State(around): State<Arc<Around>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let app = &around.guard.app;
    let id = request_id(&request);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let answer = authorise(&around.guard, &id, request, next);
    let answer = AssertUnwindSafe(answer).catch_unwind().await;
    let mut response = answer.unwrap_or_else(error::panicked);
    if around.is_api {
        response = Box::pin(error::in_json(response)).await;
    }
    let mut response = pages::as_page(app, response);
    let own = std::mem::replace(response.headers_mut(), HeaderMap::with_capacity(MOST_HEADERS));
    let headers = response.headers_mut();
    headers.extend(HEADERS.iter().cloned());
    // What says nothing about it is not to be kept.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The answer's own come last: a page may need another policy, and says so.
    headers.extend(own);
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if app.setup.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if app.is_ending.load(Ordering::Relaxed) {
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
