//! Signing in: people with a browser, and `terraform login` for a person.

mod page;
mod sign_in;
mod terraform;

use axum::http::HeaderMap;
use axum::http::header::HOST;

pub(super) use sign_in::{back, form, sign_in, sign_out};
pub(super) use terraform::{CLIENT, PORTS, approve, ask, token};

use super::App;

/// For how long who signed in with a token stays signed in, in minutes.
const TOKEN_SESSION_MINUTES: u32 = 8 * 60;

/// A path of this server that somebody is sent back to; what leads elsewhere leads to the start.
fn local(next: Option<&str>) -> &str {
    let is_path = |next: &&str| {
        let plain = |c: char| c.is_ascii_graphic() && c != '\\';
        next.starts_with('/') && !next.starts_with("//") && next.chars().all(plain)
    };
    next.filter(is_path).unwrap_or("/")
}

/// The address under which the browser knows this server.
fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.public_url {
        return url.clone();
    }
    let plain = |host: &&str| {
        host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(plain);
    let scheme = if app.setup.is_https() { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// Percent-encodes a text for a query.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path of this server as a browser asks for it.
fn outside(app: &App, path: &str) -> String {
    format!("{}{path}", app.prefix)
}

/// Where to sign in, to be sent back to a path then.
pub(super) fn address(app: &App, next: &str) -> String {
    outside(app, &format!("/login?next={}", encoded(local(Some(next)))))
}
