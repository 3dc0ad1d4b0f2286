//! Stands before every handler: who asks, how much, and may they call this at all.

use std::time::Duration;

use axum::Form;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::{Asks, asks};
use super::error::{Fault, Told};
use super::limits::{Kind, busy, too_many, too_slow};
use super::observe::RequestId;
use super::session::{CSRF_HEADER, Session, check_csrf};
use super::{Access, App, client, login};
use crate::error::{Error, ErrorKind};
use crate::registry::{Caller, Scope};

/// What is asked of who calls a route.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) app: App,
    pub(super) access: Access,
}

/// The field of a form that shows that it is of our own pages.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    csrf: String,
}

/// Lets a request through to its handler, with its [`Caller`], or refuses it.
pub(super) async fn authorise(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Response {
    let app = &guard.app;
    let path = request.uri().path();
    let (kind, told) = (Kind::of(path), Told::of(path, request.headers()));
    let is_upload = guard.access == Access::Publish;
    // An archive or a question about health is answered whatever else is going on.
    let permit = match kind {
        Kind::Free => None,
        _ => match app.counters.enter(is_upload) {
            None => return busy(told),
            permit => permit,
        },
    };
    let (parts, body) = request.into_parts();
    let request = match admitted(&guard, (kind, told), parts, body).await {
        Ok(request) => request,
        Err(response) => return *response,
    };
    let answer = next.run(request);
    let seconds = app.setup.limits.request_seconds;
    let response = match kind {
        Kind::Free => answer.await,
        _ if seconds == 0 => answer.await,
        _ => {
            let patience = Duration::from_secs(seconds);
            tokio::time::timeout(patience, answer).await.unwrap_or_else(|_| too_slow(told))
        }
    };
    drop(permit);
    response
}

/// The request as its handler gets it, or the answer to who may not ask.
async fn admitted(
    Guard { app, access }: &Guard,
    (kind, told): (Kind, Told),
    mut parts: Parts,
    body: Body,
) -> Result<Request, Box<Response>> {
    let path = parts.uri.path().to_owned();
    let refuse = |error: Error| Box::new(Fault { told, error }.into_response());
    let from = client::address(&parts, &app.setup.trusted_proxies);
    let id = request_id(&parts.extensions);
    let nobody = Caller { request: id.clone(), ..Caller::anonymous(false) };
    let slow_down = |wait| Box::new(too_many(told, wait));
    if matches!(access, Access::Everyone | Access::SignedUrl) {
        app.counters.count(kind, &nobody, from).map_err(slow_down)?;
        parts.extensions.insert(nobody);
        return Ok(Request::from_parts(parts, body));
    }
    let Asks { mut caller, session } = match asks(app, &parts.headers).await {
        Ok(asks) => asks,
        Err(error) => {
            if error.kind != ErrorKind::Io {
                app.counters.count_wrong(from).map_err(slow_down)?;
                log(app, &nobody, &path, &error).await;
            }
            return Err(refuse(error));
        }
    };
    caller.request = id;
    app.counters.count(kind, &caller, from).map_err(slow_down)?;
    let scope = match access {
        Access::Publish => Scope::Publish,
        Access::Approve => Scope::Approve,
        Access::Admin => Scope::Admin,
        Access::Read | Access::Everyone | Access::SignedUrl => Scope::Read,
    };
    if !caller.scopes.has(scope) {
        if !caller.is_known && is_page(&parts) {
            let next = parts.uri.path_and_query().map_or("/", |next| next.as_str());
            return Err(Box::new(Redirect::to(&login::address(next)).into_response()));
        }
        let error = caller.lacks(scope, "");
        log(app, &caller, &path, &error).await;
        return Err(refuse(error));
    }
    let mut body = body;
    if let Some(session) = session {
        if !parts.method.is_safe() {
            match own(app, &session, &parts, body).await {
                Ok(read) => body = Body::from(read),
                Err(error) => {
                    log(app, &caller, &path, &error).await;
                    return Err(refuse(error));
                }
            }
        }
        parts.extensions.insert(session);
    }
    parts.extensions.insert(caller);
    Ok(Request::from_parts(parts, body))
}

/// Reads the body of a request that was made with a cookie, and makes sure that it comes from a page
/// of ours: by a header, or by a field of its form.
async fn own(app: &App, session: &Session, parts: &Parts, body: Body) -> Result<Bytes, Error> {
    let most = app.setup.limits.max_body_bytes;
    let body = to_bytes(body, most)
        .await
        .map_err(|e| Error::usage(format!("the body has over {most} bytes")).caused_by(e))?;
    let shown = match parts.headers.get(CSRF_HEADER) {
        Some(shown) => shown.to_str().unwrap_or_default().to_owned(),
        None => {
            let form = Request::builder().method(Method::POST);
            let urlencoded = HeaderValue::from_static("application/x-www-form-urlencoded");
            let form = form.header(header::CONTENT_TYPE, urlencoded).body(Body::from(body.clone()));
            match form {
                Ok(form) => Form::<Shown>::from_request(form, &()).await.map(|form| form.0.csrf),
                Err(_) => return check_csrf(app, session, "").map(|()| body),
            }
            .unwrap_or_default()
        }
    };
    check_csrf(app, session, &shown).map(|()| body)
}

/// Puts a refusal in the log; that this fails is no reason to let somebody in.
async fn log(app: &App, caller: &Caller, path: &str, error: &Error) {
    if let Err(failed) = app.registry.log_refusal(caller, "call", path, error).await {
        tracing::warn!(cause = super::error::cause(&failed), "{failed}");
    }
}

/// Whether a person looks at what is asked for.
fn is_page(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let accepts = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    parts.method.is_safe()
        && !["/api/", "/v1/", "/.well-known/"].iter().any(|prefix| path.starts_with(prefix))
        && accepts.is_some_and(|accept| accept.contains("text/html"))
}

/// The id of a request.
pub(super) fn request_id(extensions: &Extensions) -> String {
    extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
