//! Stands before every handler: who asks, how much, and may they call this at all.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::{Asks, asks};
use super::error::{Fault, Told};
use super::limits::{Kind, PROTOCOL_PATIENCE, busy, too_many, too_slow, within};
use super::session::{CSRF_HEADER, Session, check_csrf};
use super::{Access, App, client, login};
use crate::error::{Error, ErrorKind};
use crate::registry::{Caller, Scope};

/// What is asked of who calls a route.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) app: App,
    pub(super) access: Access,
    /// Which limit is for it.
    pub(super) kind: Kind,
    /// How long a body its handler takes.
    pub(super) body: DefaultBodyLimit,
}

/// The field of a form that shows that it is of our own pages.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    csrf: String,
}

/// Lets a request through to its handler, with its [`Caller`], or refuses it. `id` is its id.
///
/// Its future is made for every request, so what is rarely waited for is boxed where that happens.
pub(super) async fn authorise(
    guard: &Guard,
    id: &str,
    mut request: Request,
    next: Next,
) -> Response {
    let (app, kind) = (&guard.app, guard.kind);
    let told = Told::of(request.uri().path(), request.headers());
    let is_upload = guard.access == Access::Publish;
    // An archive or a question about health is answered whatever else is going on.
    let permit = match kind {
        Kind::Free => None,
        _ => match app.counters.enter(is_upload) {
            None => return busy(told),
            permit => permit,
        },
    };
    // Who asks may have to be found out elsewhere, or send a body first: that takes its time too.
    let answer = pin!(async move {
        if let Err(response) = admit(guard, id, told, &mut request).await {
            return *response;
        }
        if !request.method().is_safe() {
            guard.body.apply(&mut request);
        }
        next.run(request).await
    });
    let patience = match kind {
        Kind::Free => Duration::ZERO,
        Kind::Protocol => PROTOCOL_PATIENCE,
        Kind::SignIn | Kind::Other => Duration::from_secs(app.setup.limits.request_seconds),
    };
    let response = match patience.is_zero() {
        true => answer.await,
        false => within(patience, answer).await.unwrap_or_else(|e| too_slow(kind, told, e)),
    };
    drop(permit);
    response
}

/// Puts the caller in the request, or gives the answer to who may not ask.
async fn admit(
    &Guard { ref app, access, kind, .. }: &Guard,
    id: &str,
    told: Told,
    request: &mut Request,
) -> Result<(), Box<Response>> {
    let refuse = |error: Error| Box::new(Fault { told, error }.into_response());
    let from = client::address(request, &app.setup.trusted_proxies);
    let nobody = || Caller { request: id.to_owned(), ..Caller::anonymous(false) };
    let slow_down = |wait| Box::new(too_many(told, wait));
    if matches!(access, Access::Everyone | Access::SignedUrl) {
        let nobody = nobody();
        app.counters.count(kind, &nobody, from).map_err(slow_down)?;
        request.extensions_mut().insert(nobody);
        return Ok(());
    }
    let Asks { mut caller, session } = match asks(app, request.headers()).await {
        Ok(asks) => asks,
        Err(error) => {
            let (nobody, path) = (nobody(), request.uri().path());
            let answer = Box::pin(stranger(app, &nobody, from, (told, path), error));
            return Err(Box::new(answer.await));
        }
    };
    id.clone_into(&mut caller.request);
    app.counters.count(kind, &caller, from).map_err(slow_down)?;
    let scope = match access {
        Access::Publish => Scope::Publish,
        Access::Approve => Scope::Approve,
        Access::Admin => Scope::Admin,
        Access::Read | Access::Everyone | Access::SignedUrl => Scope::Read,
    };
    if !caller.scopes.has(scope) {
        if !caller.is_known && is_page(request) {
            let next = request.uri().path_and_query().map_or("/", |next| next.as_str());
            return Err(Box::new(Redirect::to(&login::address(app, next)).into_response()));
        }
        let error = caller.lacks(scope, "");
        log(app, &caller, request.uri().path(), &error).await;
        return Err(refuse(error));
    }
    if let Some(session) = session {
        if !request.method().is_safe()
            && let Err(error) = Box::pin(own(app, &session, request)).await
        {
            log(app, &caller, request.uri().path(), &error).await;
            return Err(refuse(error));
        }
        request.extensions_mut().insert(session);
    }
    request.extensions_mut().insert(caller);
    Ok(())
}

/// The answer to who shows a token that does not stand, which is counted and in the log.
pub(super) async fn stranger(
    app: &App,
    nobody: &Caller,
    from: IpAddr,
    (told, path): (Told, &str),
    error: Error,
) -> Response {
    if error.kind != ErrorKind::Io {
        if let Err(wait) = app.counters.count_wrong(from) {
            return too_many(told, wait);
        }
        log(app, nobody, path, &error).await;
    }
    Fault { told, error }.into_response()
}

/// Reads the body of a request that was made with a cookie, and makes sure that it comes from a page
/// of ours: by a header, or by a field of its form.
async fn own(app: &App, session: &Session, request: &mut Request) -> Result<(), Error> {
    let most = app.setup.limits.max_body_bytes;
    let body = to_bytes(std::mem::take(request.body_mut()), most)
        .await
        .map_err(|e| Error::usage(format!("the body has over {most} bytes")).caused_by(e))?;
    let shown = match request.headers().get(CSRF_HEADER) {
        Some(shown) => shown.to_str().unwrap_or_default().to_owned(),
        None => {
            let form = Request::builder().method(Method::POST);
            let urlencoded = HeaderValue::from_static("application/x-www-form-urlencoded");
            let form = form.header(header::CONTENT_TYPE, urlencoded).body(Body::from(body.clone()));
            match form {
                Ok(form) => Form::<Shown>::from_request(form, &()).await.map(|form| form.0.csrf),
                Err(_) => return check_csrf(app, session, ""),
            }
            .unwrap_or_default()
        }
    };
    *request.body_mut() = Body::from(body);
    check_csrf(app, session, &shown)
}

/// Puts a refusal in the log; that this fails is no reason to let somebody in.
async fn log(app: &App, caller: &Caller, path: &str, error: &Error) {
    let logged = Box::pin(app.registry.log_refusal(caller, "call", path, error));
    if let Err(failed) = logged.await {
        tracing::warn!(cause = super::error::cause(&failed), "{failed}");
    }
}

/// Whether a person looks at what is asked for.
fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    request.method().is_safe()
        && !["/api/", "/v1/", "/.well-known/"].iter().any(|prefix| path.starts_with(prefix))
        && accepts.is_some_and(|accept| accept.contains("text/html"))
}
