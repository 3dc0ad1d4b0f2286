//! Who has signed in with a browser: a cookie that says it, sealed, for a while.
//!
//! A cookie alone changes nothing: what does takes a text too that only our own pages know, and
//! [`authorise`](super::authorise) asks for it before any handler is called.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::{App, sealed};
use crate::error::{Error, Result};
use crate::registry::{Caller, Scopes, now, random};
use crate::terraform::{hex, unhex};

/// The header and the field of a form that have to show [`csrf_token`].
pub(super) const CSRF_HEADER: &str = "x-csrf-token";

/// Most bytes of a session that a browser keeps.
const MAX_COOKIE: usize = 3800;

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Session {
    /// What tells it from every other.
    id: String,
    /// When it ends, in seconds since 1970.
    expires: i64,
    /// Who it is.
    who: Who,
}

/// How it is known who has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Who {
    /// By a token, by the hash of its text: when it ends, so does the session.
    Token(String),
    /// By what a provider of OpenID Connect said.
    Person { name: String, scopes: String, namespaces: Vec<String>, groups: Vec<String> },
}

impl Session {
    /// A session of who has shown a token, by the hash of its text.
    pub(super) fn of_token(hash: String, minutes: u32) -> Result<Self> {
        Self::new(Who::Token(hash), minutes)
    }

    /// A session of a person.
    pub(super) fn of_person(caller: &Caller, minutes: u32) -> Result<Self> {
        let who = Who::Person {
            name: caller.name.clone(),
            scopes: caller.scopes.words(),
            namespaces: caller.namespaces.clone(),
            groups: caller.groups.clone(),
        };
        Self::new(who, minutes)
    }

    fn new(who: Who, minutes: u32) -> Result<Self> {
        let expires = now() / 1000 + i64::from(minutes) * 60;
        Ok(Self { id: random()?, expires, who })
    }

    /// The hash of the token by which it was made, if by one.
    pub(super) fn token(&self) -> Option<&str> {
        match &self.who {
            Who::Token(hash) => Some(hash),
            Who::Person { .. } => None,
        }
    }

    /// Who it is, as long as the session lasts.
    fn caller(&self, app: &App) -> Option<Caller> {
        if self.expires <= now() / 1000 {
            return None;
        }
        match &self.who {
            Who::Token(hash) => app.registry.caller_of_hash(hash),
            Who::Person { name, scopes, namespaces, groups } => Some(Caller {
                name: name.clone(),
                is_known: true,
                scopes: Scopes::parse(scopes).ok()?,
                namespaces: namespaces.clone(),
                groups: groups.clone(),
                request: String::new(),
            }),
        }
    }

    /// The header that has the browser keep it.
    ///
    /// # Errors
    /// When who has signed in is in more groups than a cookie can hold.
    pub(super) fn cookie(mut self, app: &App) -> Result<HeaderValue> {
        let mut sealed = sealed::seal(&app.registry.secret, "session", &self);
        if sealed.len() > MAX_COOKIE {
            // Only the groups matter that something is limited to.
            let index = app.registry.index();
            if let Who::Person { groups, .. } = &mut self.who {
                groups.retain(|group| index.grants().values().any(|of| of.contains(group)));
            }
            sealed = sealed::seal(&app.registry.secret, "session", &self);
        }
        if sealed.len() > MAX_COOKIE {
            return Err(Error::refused("you are in more groups than a session can hold")
                .hint("have the provider tell this registry fewer groups"));
        }
        Ok(set_cookie(app, name(app), &sealed, self.expires - now() / 1000))
    }
}

/// The session and who it is of, when the request has one that lasts.
pub(super) fn session(app: &App, headers: &HeaderMap) -> Option<(Session, Caller)> {
    let sealed = cookie(headers, name(app))?;
    let session: Session = sealed::open(&app.registry.secret, "session", sealed)?;
    let caller = session.caller(app)?;
    Some((session, caller))
}

/// The text that a form or a request of our own pages shows, so that no other site's can.
pub(super) fn csrf_token(app: &App, session: &Session) -> String {
    let tag = hmac::sign(&app.registry.secret, format!("csrf\n{}", session.id).as_bytes());
    hex(tag.as_ref())
}

/// Finds out whether a request comes from our own pages.
///
/// # Errors
/// When it does not show [`csrf_token`].
pub(super) fn check_csrf(app: &App, session: &Session, shown: &str) -> Result<()> {
    let tag = unhex(shown).unwrap_or_default();
    let text = format!("csrf\n{}", session.id);
    hmac::verify(&app.registry.secret, text.as_bytes(), &tag).map_err(|_| {
        Error::forbidden("the request does not come from a page of this registry")
            .hint("load the page again, and send the form from there")
    })
}

/// The header that has the browser forget who has signed in.
pub(super) fn forget(app: &App) -> HeaderValue {
    set_cookie(app, name(app), "", 0)
}

/// The cookie of a name that a request has.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(other, _)| other.trim() == name).map(|(_, value)| value.trim())
}

/// The header that has the browser keep a cookie for some seconds.
pub(super) fn set_cookie(app: &App, name: &str, value: &str, seconds: i64) -> HeaderValue {
    // Lax: a link from elsewhere leads to a page for who has signed in, a form from there does not.
    let secure = if app.setup.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).expect("a sealed value is ASCII without spaces")
}

/// The name of the cookie: over TLS one that browsers take from this host alone.
fn name(app: &App) -> &'static str {
    if app.setup.is_https() { "__Host-pave" } else { "pave" }
}
