//! The registry over HTTP: Terraform's protocol, an API of our own, and pages for people.
//!
//! [`serve`] is the entry; [`routes`] is every address on one page, each with who may call it.
//! Nothing here decides: a request becomes words for [`crate::registry::Registry`] or an operation
//! of [`crate::app`], and what comes of it a response.

mod accepts;
mod api;
mod app;
mod authorise;
mod caller;
mod client;
mod config;
mod error;
mod health;
mod limits;
mod listener;
mod login;
mod metrics;
mod observe;
mod oidc;
mod openapi;
mod pages;
mod protocol;
mod route;
mod routes;
mod sealed;
mod session;
mod settings;
mod setup;
mod signed_url;
mod tls;
mod work;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tokio::sync::watch;

pub use app::App;
pub use config::{
    Config, Issuer, Limits, LogFormat, Logging, Patterns, Repository, Rule, SignIn, TlsFiles,
};
pub use listener::{Listener, Peer};
pub use openapi::openapi;
pub use route::{Content, Route, Shape};
pub use routes::{Access, routes};
pub use settings::{Settings, Tls};
pub use setup::{Secret, Setup};

use limits::Kind;

use crate::error::{Error, Result};

/// How long connections that were made may take to ask, when the server ends.
const LAST_CALL: Duration = Duration::from_millis(500);

/// How long requests that were begun may take when the server ends.
const GRACE: Duration = Duration::from_secs(30);

/// How often the ledger is asked what other servers changed, and told what was downloaded.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);

/// Every address of the server, ready to be called: with a port, or in a test without one.
pub fn router(app: &App) -> Router {
    let limits = &app.setup.limits;
    let around = |(access, kind), metrics, is_api| {
        let most = match access {
            // The upload is smaller than what it unpacks to, which is limited too.
            Access::Publish => app.registry.options.max_archive_bytes.max(limits.max_body_bytes),
            _ => limits.max_body_bytes,
        };
        let guard =
            authorise::Guard { app: app.clone(), access, kind, body: DefaultBodyLimit::max(most) };
        let around = Arc::new(observe::Around { guard, metrics, is_api });
        axum::middleware::from_fn_with_state(around, observe::observe)
    };
    let mut router = Router::new();
    for route in routes() {
        let metrics = app.metrics.route(route.method.as_str(), route.path);
        let asked = (route.access, Kind::of_route(route.path));
        let around = around(asked, metrics, route.is_api());
        router = router.route(route.path, route.handler.layer(around));
    }
    let asked = (Access::Everyone, Kind::Other);
    let around = around(asked, app.metrics.route("", "unknown"), false);
    let unknown = axum::routing::any(error::unknown_address).layer(around);
    router.fallback_service(unknown.with_state(())).with_state(app.clone())
}

/// Serves until `stop` says so, then ends what was begun. `ready` is told the address.
///
/// # Errors
/// When the socket cannot be listened on, or the certificate cannot be used.
pub async fn serve(
    app: App,
    settings: Settings,
    mut stop: watch::Receiver<bool>,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let tls = settings.tls.as_ref().map(tls::config).transpose()?;
    let failed = |e: std::io::Error| Error::io("cannot listen on the socket that was opened", e);
    let address = settings.listener.local_addr().map_err(failed)?;
    let listener = Listener::new(settings.listener, stop.clone()).map_err(failed)?;
    let handle = axum_server::Handle::<Peer>::new();
    let follower = tokio::spawn(follow(app.clone(), stop.clone()));
    let (ending, leaving) = (handle.clone(), app.clone());
    let ender = tokio::spawn(async move {
        let _ = stop.wait_for(|stop| *stop).await;
        leaving.is_ending.store(true, Ordering::Relaxed);
        tokio::time::sleep(LAST_CALL).await;
        ending.graceful_shutdown(Some(GRACE));
    });
    let service = router(&app).into_make_service_with_connect_info::<Peer>();
    let mut server = axum_server::Server::from_listener(listener).handle(handle);
    let head = Some(app.setup.limits.head_seconds).filter(|s| *s > 0).map(Duration::from_secs);
    server.http_builder().http1().header_read_timeout(head);
    let server = server.first_request_timeout(head);
    ready(address);
    let followed = app.sync.get().map_or(0, crate::registry::sync::Sync::count);
    for at in 0..followed {
        tokio::spawn(look_again_and_again(app.clone(), at));
    }
    let served = match tls {
        Some(config) => {
            let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(config);
            server.acceptor(acceptor).serve(service).await
        }
        None => server.serve(service).await,
    };
    ender.abort();
    follower.abort();
    app.registry.flush_usage().await?;
    app.registry.flush_refusals(true).await?;
    app.registry.ledger.close().await;
    served.map_err(|e| Error::io("the server ended", e))
}

/// Looks at a repository that is followed now, and then as often as is set: a webhook may get lost.
async fn look_again_and_again(app: App, at: usize) {
    loop {
        api::webhooks::look(&app, at).await;
        if app.setup.sync_every.is_zero() {
            return;
        }
        tokio::time::sleep(app.setup.sync_every).await;
    }
}

/// Keeps the index in step with the ledger, and the ledger with what was downloaded and refused.
///
/// Beside each other: where one waits for a database that has vanished, the other goes on.
async fn follow(app: App, stop: watch::Receiver<bool>) {
    let warn = |done: Result<()>| {
        // A database that is away comes back; until then the index answers.
        if let Err(error) = done {
            tracing::warn!(cause = error::cause(&error), "{error}");
        }
    };
    let pause = async |stop: &mut watch::Receiver<bool>| {
        tokio::time::timeout(FOLLOW_EVERY, stop.wait_for(|stop| *stop)).await.is_ok()
    };
    let read = async |mut stop: watch::Receiver<bool>| {
        while !pause(&mut stop).await {
            warn(app.registry.refresh().await);
            app.counters.forget();
        }
    };
    let write = async |mut stop: watch::Receiver<bool>| {
        let mut ended = false;
        while !ended {
            ended = pause(&mut stop).await;
            warn(app.registry.flush_usage().await);
            warn(app.registry.flush_refusals(ended).await);
        }
    };
    tokio::join!(read(stop.clone()), write(stop));
}
