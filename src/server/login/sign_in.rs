//! People sign in: at a provider where there is one, else with a token.
//!
//! Where they go on to is a path of this server; what stands before it for others is put there as it
//! leaves.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Form};
use serde::{Deserialize, Serialize};

use super::page::{escape, hidden, page};
use super::{TOKEN_SESSION_MINUTES, base, local, outside};
use crate::error::{Error, Result};
use crate::registry::{Caller, now};
use crate::server::error::Fault;
use crate::server::oidc::Started;
use crate::server::session::{Session, check_csrf, cookie, forget, session, set_cookie};
use crate::server::{App, sealed};
use crate::store::sha256;

/// For how many seconds a cookie is kept while somebody signs in elsewhere.
const STARTED_SECONDS: i64 = 600;

/// Where to go then.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct Next {
    next: Option<String>,
}

/// What a provider sends somebody back with.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct Back {
    code: Option<String>,
    state: Option<String>,
}

/// What is kept while somebody signs in elsewhere.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    started: Started,
    next: String,
    expires: i64,
}

/// What stands in the form.
#[derive(Deserialize)]
pub(in crate::server) struct Shown {
    token: String,
    next: Option<String>,
}

/// Whom a form is about to sign out.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct Out {
    csrf: Option<String>,
}

/// `GET /login`: on to the provider, or a form for a token.
pub(in crate::server) async fn form(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let next = local(next.as_deref());
    if session(&app, &headers).is_some() {
        return Ok(Redirect::to(&outside(&app, next)).into_response());
    }
    let Some(people) = app.oidc.people() else {
        return Ok(token_form(&app, StatusCode::OK, next, ""));
    };
    let redirect = format!("{}/login/callback", base(&app, &headers));
    let (url, started) = people.start(redirect).await?;
    let expires = now() / 1000 + STARTED_SECONDS;
    let kept = Kept { started, next: next.to_owned(), expires };
    let sealed = sealed::seal(&app.registry.secret, "login", &kept);
    let keep = set_cookie(&app, started_cookie(&app), &sealed, STARTED_SECONDS);
    Ok(([(header::SET_COOKIE, keep)], Redirect::to(&url)).into_response())
}

/// `GET /login/callback`: back from the provider.
pub(in crate::server) async fn back(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    match came_back(&app, back, &headers).await {
        Ok((session, next)) => {
            let cookies = [
                (header::SET_COOKIE, session.cookie(&app)?),
                (header::SET_COOKIE, set_cookie(&app, started_cookie(&app), "", 0)),
            ];
            let mut response = Redirect::to(&outside(&app, &next)).into_response();
            for (name, value) in cookies {
                response.headers_mut().append(name, value);
            }
            Ok(response)
        }
        Err(error) => {
            app.registry.log_refusal(&caller, "sign-in", "/login/callback", &error).await?;
            tracing::info!(cause = crate::server::error::cause(&error), "{error}");
            Err(error.into())
        }
    }
}

async fn came_back(app: &App, back: Back, headers: &HeaderMap) -> Result<(Session, String)> {
    let again = || {
        Error::unauthenticated("signing in took too long, or was begun elsewhere")
            .hint("sign in again, in one window")
    };
    let people = app.oidc.people().ok_or_else(|| Error::not_found("nobody signs in here"))?;
    let kept = cookie(headers, started_cookie(app)).ok_or_else(again)?;
    let kept: Kept = sealed::open(&app.registry.secret, "login", kept).ok_or_else(again)?;
    let is_same = back.state.as_deref() == Some(kept.started.state.as_str());
    if !is_same || kept.expires <= now() / 1000 {
        return Err(again());
    }
    let id = format!("login {}", sha256(kept.started.state.as_bytes()));
    if !app.registry.ledger.use_once(&id, kept.expires * 1000, now()).await? {
        return Err(again());
    }
    let code = back.code.ok_or_else(|| {
        Error::unauthenticated("the provider has signed nobody in").hint("sign in again")
    })?;
    let caller = people.finish(kept.started, code).await?;
    let session = Session::of_person(&caller, people.settings.session_minutes)?;
    Ok((session, kept.next))
}

/// `POST /login`: with a token.
pub(in crate::server) async fn sign_in(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Form(Shown { token, next }): Form<Shown>,
) -> Result<Response, Fault> {
    let next = local(next.as_deref());
    if !is_own(&headers) {
        let why = "the form does not come from this registry";
        return Err(Error::forbidden(why).hint("open /login and sign in there").into());
    }
    let hash = sha256(token.trim().as_bytes());
    if app.registry.caller_of_token(token.trim()).is_none() {
        let error = Error::unauthenticated("the token is not known, has expired or was revoked");
        app.registry.log_refusal(&caller, "sign-in", "/login", &error).await?;
        return Ok(token_form(&app, StatusCode::UNAUTHORIZED, next, &error.message));
    }
    let session = Session::of_token(hash, TOKEN_SESSION_MINUTES)?;
    let keep = [(header::SET_COOKIE, session.cookie(&app)?)];
    Ok((keep, Redirect::to(&outside(&app, next))).into_response())
}

/// `POST /logout`: stays here, for a provider would sign in at once whoever is sent there.
pub(in crate::server) async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
    Form(out): Form<Out>,
) -> Result<Response, Fault> {
    if let Some((session, _)) = session(&app, &headers) {
        check_csrf(&app, &session, out.csrf.as_deref().unwrap_or_default())?;
    }
    let body = format!(
        "<p>This browser is not signed in any more.</p>\n<p><a href=\"{}\">Sign in again</a></p>\n",
        escape(&outside(&app, "/login"))
    );
    let mut response = page(StatusCode::OK, "Signed out", &body);
    response.headers_mut().append(header::SET_COOKIE, forget(&app));
    Ok(response)
}

/// The name of the cookie that is kept while somebody signs in elsewhere: over TLS one that no
/// neighbour of this host can set.
fn started_cookie(app: &App) -> &'static str {
    if app.setup.is_https() { "__Host-pave-login" } else { "pave-login" }
}

/// Whether a form was sent by a page of this server, as far as the browser says.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    match text("sec-fetch-site") {
        Some(site) => site == b"same-origin" || site == b"none",
        None => match (text("origin"), text("host")) {
            (Some(origin), Some(host)) => {
                let plain = [&b"http://"[..], b"https://"].into_iter();
                plain.filter_map(|p| origin.strip_prefix(p)).any(|origin| origin == host)
            }
            _ => true,
        },
    }
}

fn token_form(app: &App, status: StatusCode, next: &str, wrong: &str) -> Response {
    let wrong = match wrong {
        "" => String::new(),
        wrong => format!("<p role=\"alert\">{}</p>\n", escape(wrong)),
    };
    let body = format!(
        "{wrong}<form method=\"post\" action=\"{}\">\n{}\
         <p><label for=\"token\">Token</label>\n\
         <input id=\"token\" name=\"token\" type=\"password\" required autocomplete=\"off\" \
         autofocus></p>\n<p><button>Sign in</button></p>\n</form>\n",
        escape(&outside(app, "/login")),
        hidden("next", next)
    );
    page(status, "Sign in", &body)
}
