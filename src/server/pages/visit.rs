//! Somebody who looks at a page, and the answer that a page is.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::template::{self, Frame};
use crate::error::Error;
use crate::registry::catalog::Approved;
use crate::registry::{Caller, Scope, gzip};
use crate::server::App;
use crate::server::accepts::{has, takes_gzip};
use crate::server::error::{Fault, Told};
use crate::server::session::{Session, csrf_token};
use crate::store::sha256;

/// Somebody who looks at a page.
pub(in crate::server) struct Visit {
    pub(super) app: App,
    pub(super) caller: Caller,
    /// What a form shows so that it is known to be ours; empty for who has not signed in.
    csrf: String,
    headers: HeaderMap,
}

impl FromRequestParts<App> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let caller = parts.extensions.get::<Caller>().cloned().unwrap_or_default();
        let session = parts.extensions.get::<Session>();
        let csrf = session.map(|session| csrf_token(app, session)).unwrap_or_default();
        Ok(Self { app: app.clone(), caller, csrf, headers: parts.headers.clone() })
    }
}

impl Visit {
    /// The catalog as the caller sees it: settings, blueprints, and the modules that it may use.
    pub(super) async fn approved(&self) -> Result<Arc<Approved>, Error> {
        self.app.approved(&self.caller).await
    }

    /// A whole page; `part` is what the menu shows it under.
    pub(super) fn page(
        &self,
        template: &str,
        (part, title): (&'static str, &str),
        content: &impl Serialize,
    ) -> Response {
        let frame = Frame {
            title: title.to_owned(),
            part,
            who: if self.caller.is_known { self.caller.name.clone() } else { String::new() },
            csrf: self.csrf.clone(),
            is_admin: self.caller.scopes.has(Scope::Admin),
            ..Frame::of(&self.app)
        };
        self.html(template::render(template, &frame, content))
    }

    /// A part of a page, for the script to put in its place.
    pub(super) fn fragment(&self, template: &str, content: &impl Serialize) -> Response {
        self.html(template::render(template, &Frame::of(&self.app), content))
    }

    fn html(&self, html: String) -> Response {
        // A weak one stands for the page in any encoding.
        let etag = format!("W/\"{}\"", &sha256(html.as_bytes())[..16]);
        if has(&self.headers, &etag) {
            return (StatusCode::NOT_MODIFIED, common(&etag)).into_response();
        }
        if takes_gzip(&self.headers) {
            let encoding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            let body = Body::from(gzip(html.as_bytes()));
            return (common(&etag), encoding, body).into_response();
        }
        (common(&etag), Body::from(html)).into_response()
    }
}

/// The headers of every page.
fn common(etag: &str) -> [(HeaderName, HeaderValue); 4] {
    let etag = HeaderValue::from_str(etag).expect("a tag is hex in quotes");
    let vary = HeaderValue::from_static("accept-encoding, authorization, cookie");
    [
        (header::ETAG, etag),
        // What a page shows is for who asked, and is asked for again each time.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::VARY, vary),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    ]
}

/// An error of a page, told as a page.
#[derive(Debug)]
pub(in crate::server) struct PageFault(Error);

impl From<Error> for PageFault {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for PageFault {
    fn into_response(self) -> Response {
        Fault { told: Told::Page, error: self.0 }.into_response()
    }
}
