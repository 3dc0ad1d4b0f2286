//! Every address of the server, with who may call it.
//!
//! The router is made of this list and the tests walk it, so that no address is forgotten.

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post, put};

use super::{App, api, health, protocol};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, whoever they are.
    Everyone,
    /// Who may read: anybody, or who shows a token where the registry is set up so.
    Read,
    /// Who has an address that was given out, or may read.
    SignedUrl,
    /// Who may publish, in some namespace; the handler asks in which.
    Publish,
    /// Who may approve, in some namespace; the handler asks in which.
    Approve,
    /// Who may do everything.
    Admin,
}

/// An address of the server.
#[derive(Debug)]
pub struct Route {
    /// The method; a route for GET answers HEAD too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// What answers.
    pub(super) handler: MethodRouter<App>,
}

/// Every address of the server.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Access::{Everyone, Publish, Read, SignedUrl};
    let route =
        |method, path, access, about, handler| Route { method, path, access, about, handler };
    const RELEASE: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}";
    const TRANSITION: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}/transition";
    const MODULES: &str = "/api/v1/modules";
    const MODULE: &str = "/api/v1/modules/{namespace}/{name}/{system}";
    const SOURCE: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}/source";
    const CONSUMERS: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}/consumers";
    const VERSIONS: &str = "/v1/modules/{namespace}/{name}/{system}/versions";
    const DOWNLOAD: &str = "/v1/modules/{namespace}/{name}/{system}/{version}/download";
    [
        // Whether it runs.
        route(Method::GET, "/healthz", Everyone, "Whether the server lives", get(health::live)),
        route(Method::GET, "/readyz", Everyone, "Whether it can work", get(health::ready)),
        // What Terraform asks.
        route(
            Method::GET,
            "/.well-known/terraform.json",
            Everyone,
            "Where Terraform finds the services of this host",
            get(protocol::discovery),
        ),
        route(Method::GET, VERSIONS, Read, "The versions of a module", get(protocol::versions)),
        route(Method::GET, DOWNLOAD, Read, "Where a version is", get(protocol::download)),
        route(
            Method::GET,
            "/v1/archives/{file}",
            SignedUrl,
            "An archive, by the hash of its bytes",
            get(protocol::archive),
        ),
        // The API.
        route(
            Method::PUT,
            RELEASE,
            Publish,
            "Publish a version",
            put(api::publish).layer(DefaultBodyLimit::max(api::MAX_UPLOAD_BYTES)),
        ),
        // Which scope it needs depends on what is to become of the release.
        route(Method::POST, TRANSITION, Read, "Change a release's state", post(api::transition)),
        // Who sends it shows a secret of its own.
        route(
            Method::POST,
            "/api/v1/webhooks/git",
            Everyone,
            "Look at a repository, as a webhook of its git host",
            post(api::webhooks::git),
        ),
        route(Method::GET, MODULES, Read, "The modules", get(api::modules)),
        route(Method::GET, MODULE, Read, "A module with its releases", get(api::module)),
        route(Method::GET, RELEASE, Read, "A release", get(api::release)),
        route(Method::GET, SOURCE, Read, "All files of a release", get(api::source)),
        route(Method::GET, CONSUMERS, Read, "Who has installed a release", get(api::consumers)),
        route(Method::GET, "/api/v1/keys", Read, "The registry's public keys", get(api::keys)),
        route(
            Method::GET,
            "/api/v1/catalog.tar.gz",
            Read,
            "The approved set as a catalog",
            get(api::catalog),
        ),
    ]
    .into()
}
