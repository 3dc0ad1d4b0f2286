//! `terraform login`: an authorization code for a program on the person's own machine, PKCE S256
//! and nothing else.

use axum::Form;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::page::{escape, hidden, page};
use super::{address, encoded, outside};
use crate::error::{Error, ErrorKind, Result};
use crate::registry::{Caller, Scopes, now, random};
use crate::server::error::Fault;
use crate::server::session::{Session, check_csrf, csrf_token, session};
use crate::server::{App, sealed};

/// The name by which this registry knows Terraform.
pub(in crate::server) const CLIENT: &str = "terraform-cli";

/// The ports at which Terraform may listen for the code, the first and the last.
pub(in crate::server) const PORTS: [u16; 2] = [10000, 10010];

/// How long a code may be used, in seconds.
const CODE_SECONDS: i64 = 60;

/// How long a token works where no configuration says so, in days.
const TOKEN_DAYS: u32 = 30;

/// What Terraform sends the browser with, and the form of the page sends on.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::server) struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    code_challenge: String,
    code_challenge_method: String,
    #[serde(default)]
    state: String,
    /// Only the form has it.
    #[serde(default)]
    csrf: String,
    /// Only the form has it: `yes`, or the person has refused.
    #[serde(default)]
    allow: String,
}

/// What stands in a code.
#[derive(Debug, Serialize, Deserialize)]
struct Code {
    id: String,
    expires: i64,
    challenge: String,
    redirect_uri: String,
    name: String,
    scopes: String,
    namespaces: Vec<String>,
    groups: Vec<String>,
    /// The hash of the token with which the person signed in, if with one.
    token: Option<String>,
}

/// What Terraform sends for a token.
#[derive(Debug, Deserialize)]
struct Exchange {
    grant_type: String,
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    code_verifier: String,
}

/// `GET /oauth/authorize`: asks the person whether Terraform may act for them.
pub(in crate::server) async fn ask(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let redirect = checked(&asked)?;
    let Some((session, caller)) = session(&app, &headers) else {
        return Ok(Redirect::to(&address(&app, &asked.path())).into_response());
    };
    check_session(&app, &session)?;
    let days = days(&app);
    let ends = match session.token() {
        Some(_) => ", and no longer than the one with which you signed in",
        None => "",
    };
    let mut body = format!(
        "<p>Terraform on this machine asks for a token that works for {days} days{ends}. It may do what \
         you may, as <strong>{}</strong>: {}.</p>\n\
         <p>Go on only if you have run <code>terraform login</code> a moment ago.</p>\n\
         <form method=\"post\" action=\"{}\">\n",
        escape(&caller.name),
        escape(&caller.scopes.words().replace(' ', ", ")),
        escape(&outside(&app, "/oauth/authorize")),
    );
    let csrf = csrf_token(&app, &session);
    for (name, value) in asked.fields().into_iter().chain([("csrf", csrf.as_str())]) {
        body.push_str(&hidden(name, value));
    }
    body.push_str(
        "<p><button name=\"allow\" value=\"yes\">Allow</button>\n\
         <button name=\"allow\" value=\"no\">Refuse</button></p>\n</form>\n",
    );
    let mut response = page(StatusCode::OK, "Let Terraform in", &body);
    // The form leads on to Terraform, which a browser counts as where the form is sent.
    let origin = redirect.origin().ascii_serialization();
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {origin}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST /oauth/authorize`: the person has said so.
pub(in crate::server) async fn approve(
    State(app): State<App>,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Result<Response, Fault> {
    let mut redirect = checked(&asked)?;
    let (session, caller) = session(&app, &headers).ok_or_else(|| {
        Error::unauthenticated("nobody is signed in").hint("run terraform login again")
    })?;
    check_csrf(&app, &session, &asked.csrf)?;
    if asked.allow != "yes" {
        redirect.query_pairs_mut().append_pair("error", "access_denied");
    } else {
        check_session(&app, &session)?;
        let code = Code {
            id: random()?,
            expires: now() / 1000 + CODE_SECONDS,
            challenge: asked.code_challenge.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            name: caller.name,
            scopes: caller.scopes.words(),
            namespaces: caller.namespaces,
            groups: caller.groups,
            token: session.token().map(str::to_owned),
        };
        let code = sealed::seal(&app.registry.secret, "code", &code);
        redirect.query_pairs_mut().append_pair("code", &code);
    }
    redirect.query_pairs_mut().append_pair("state", &asked.state);
    Ok(Redirect::to(redirect.as_str()).into_response())
}

/// `POST /oauth/token`: a token for a code.
pub(in crate::server) async fn token(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let refused = |error: &str, why: &str| {
        let body = json!({ "error": error, "error_description": why });
        let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        Ok((StatusCode::BAD_REQUEST, no_store, Json(body)).into_response())
    };
    let Some(exchange) = parsed(&body) else {
        return refused("invalid_request", "grant_type and code are missing");
    };
    if exchange.grant_type != "authorization_code" {
        return refused("unsupported_grant_type", "only authorization_code is");
    }
    // Terraform's library sends the name in a header first, and in the body when that fails.
    let client = match basic_user(&headers) {
        Some(user) => user,
        None => exchange.client_id.clone(),
    };
    if client != CLIENT {
        return refused("invalid_client", "the client is not terraform-cli");
    }
    let code: Option<Code> = sealed::open(&app.registry.secret, "code", &exchange.code);
    let Some(code) = code.filter(|code| code.expires > now() / 1000) else {
        return refused("invalid_grant", "the code is not valid any more");
    };
    let digest = ring::digest::digest(&ring::digest::SHA256, exchange.code_verifier.as_bytes());
    let proves = URL_SAFE_NO_PAD.encode(digest) == code.challenge;
    if !proves || code.redirect_uri != exchange.redirect_uri {
        return refused("invalid_grant", "the code was given to somebody else");
    }
    let id = format!("code {}", code.id);
    if !app.registry.ledger.use_once(&id, code.expires * 1000, now()).await? {
        return refused("invalid_grant", "the code was used already");
    }
    let person = Caller {
        name: code.name,
        is_known: true,
        scopes: Scopes::parse(&code.scopes)?,
        namespaces: code.namespaces,
        groups: code.groups,
        request: String::new(),
    };
    let days = days(&app);
    let made = app.registry.create_token_of(&person, days, code.token.as_deref()).await;
    let (made, seconds) = match made {
        Err(e) if e.kind != ErrorKind::Io => return refused("invalid_grant", &e.message),
        made => made?,
    };
    let answer: Value = json!({
        "access_token": made.token,
        "token_type": "bearer",
        "expires_in": seconds,
    });
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(answer)).into_response())
}

impl Asked {
    fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("state", &self.state),
        ]
    }

    /// Where this is asked.
    fn path(&self) -> String {
        let fields = self.fields().map(|(name, value)| format!("{name}={}", encoded(value)));
        format!("/oauth/authorize?{}", fields.join("&"))
    }
}

/// Finds out whether who has signed in like this may have a token by it.
///
/// # Errors
/// When they showed a token that must not be renewed: by itself it would outlive what its maker, or
/// the provider, says of who has it.
fn check_session(app: &App, session: &Session) -> Result<()> {
    let Some(hash) = session.token() else { return Ok(()) };
    if app.oidc.people().is_some() {
        return Err(Error::forbidden("who signed in with a token gets no other by it")
            .hint("sign out, and sign in at the provider"));
    }
    app.registry.parent(hash).map(drop)
}

/// Where to send the code; an error is for the person, and leads nowhere.
fn checked(asked: &Asked) -> Result<reqwest::Url> {
    let refused = |why: &str| {
        Err(Error::usage(format!("Terraform cannot be let in: {why}"))
            .hint("run terraform login again"))
    };
    if asked.client_id != CLIENT {
        return refused("the client is not terraform-cli");
    }
    let Ok(redirect) = reqwest::Url::parse(&asked.redirect_uri) else {
        return refused("the address that it waits at is none");
    };
    let is_here = redirect.scheme() == "http"
        && matches!(redirect.host_str(), Some("127.0.0.1" | "localhost"))
        && redirect.port().is_some_and(|port| (PORTS[0]..=PORTS[1]).contains(&port))
        && redirect.username().is_empty()
        && redirect.password().is_none()
        && redirect.fragment().is_none();
    if !is_here {
        return refused("it waits at an address that is not this machine's");
    }
    if asked.response_type != "code" {
        return refused("it asks for something else than a code");
    }
    let is_digest = URL_SAFE_NO_PAD.decode(&asked.code_challenge).is_ok_and(|d| d.len() == 32);
    if asked.code_challenge_method != "S256" || !is_digest {
        return refused("it does not prove who it is by S256");
    }
    Ok(redirect)
}

/// For how many days a token works.
fn days(app: &App) -> u32 {
    app.oidc.people().map_or(TOKEN_DAYS, |people| people.settings.login_token_days)
}

fn parsed(body: &[u8]) -> Option<Exchange> {
    let mut url = reqwest::Url::parse("http://localhost/").ok()?;
    url.set_query(Some(std::str::from_utf8(body).ok()?));
    let fields: serde_json::Map<String, Value> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into())).collect();
    serde_json::from_value(Value::Object(fields)).ok()
}

fn basic_user(headers: &HeaderMap) -> Option<String> {
    let (kind, value) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let decoded = STANDARD.decode(value.trim()).ok().filter(|_| kind == "Basic")?;
    let text = String::from_utf8(decoded).ok()?;
    Some(text.split_once(':')?.0.to_owned())
}
