//! What the server counts, for Prometheus.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::App;

/// What is counted for all routes.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Path, Histogram>,
    releases: Family<InState, Gauge>,
    modules: Gauge,
    entry: Gauge,
    damaged: Gauge,
}

/// What is counted for one route, looked up once.
#[derive(Debug, Clone)]
pub(super) struct RouteMetrics {
    /// By the first digit of the status.
    by_status: [Counter; 5],
    seconds: Histogram,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    path: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Path {
    method: String,
    path: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    state: String,
}

const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("pave");
        // From a tenth of a millisecond to about two seconds.
        let seconds = || Histogram::new(exponential_buckets(0.0001, 3.0, 10));
        let metrics = Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            releases: Family::default(),
            modules: Gauge::default(),
            entry: Gauge::default(),
            damaged: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests that were answered", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time until a request was answered",
            Unit::Seconds,
            metrics.seconds.clone(),
        );
        registry.register("releases", "Releases by state", metrics.releases.clone());
        registry.register("modules", "Modules with a release", metrics.modules.clone());
        registry.register(
            "ledger_entry",
            "The entry of the audit log up to which this server has read the ledger",
            metrics.entry.clone(),
        );
        registry.register(
            "damaged_archives",
            "Archives that this server found damaged and put aside",
            metrics.damaged.clone(),
        );
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// The counters of a route.
    pub(super) fn route(&self, method: &str, path: &'static str) -> RouteMetrics {
        let by_status = STATUSES.map(|status| {
            let labels = Request { method: method.to_owned(), path, status };
            self.requests.get_or_create_owned(&labels)
        });
        let labels = Path { method: method.to_owned(), path };
        RouteMetrics { by_status, seconds: self.seconds.get_or_create_owned(&labels) }
    }

    /// Sets what is read off the index when somebody asks.
    fn set_gauges(&self, app: &App) {
        let index = app.registry.index();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.modules.set(count(index.modules.len()));
        self.entry.set(index.seq);
        self.damaged.set(i64::try_from(app.registry.damaged_archives()).unwrap_or(i64::MAX));
        self.releases.clear();
        for (_, release) in index.modules.values().flat_map(|module| &module.releases) {
            let labels = InState { state: release.state.clone() };
            self.releases.get_or_create(&labels).inc();
        }
    }
}

impl RouteMetrics {
    /// Counts a request.
    pub(super) fn answered(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, STATUSES.len()) - 1;
        self.by_status[class].inc();
        self.seconds.observe(took.as_secs_f64());
    }
}

/// `/metrics`: numbers only, and of no module by name.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    app.metrics.set_gauges(&app);
    let mut text = String::new();
    encode(&mut text, &app.metrics.registry).expect("a String takes any text");
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
