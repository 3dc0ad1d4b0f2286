//! Around every request: an id, a line in the log, and the headers that every answer has.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::metrics::RouteMetrics;

/// The id of a request: the client's, where it sent one that can be used, or one of ours.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

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
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if around.app.is_ending.load(Ordering::Relaxed) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
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
