//! Every address of the server, with who may call it.
//!
//! The router is made of this list and the tests walk it, so that no address is forgotten.

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post, put};

use super::{App, api, health, pages, protocol};

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
        route(Method::PUT, RELEASE, Publish, "Publish a version", put(api::publish)),
        // Which scope it needs depends on what is to become of the release.
        route(Method::POST, TRANSITION, Read, "Change a release's state", post(api::transition)),
    ]
    .into_iter()
    .chain(pages())
    .collect()
}

/// The pages for people.
fn pages() -> [Route; 13] {
    use Access::{Admin, Everyone, Read};
    let get =
        |path, access, about, handler| Route { method: Method::GET, path, access, about, handler };
    let post = |path, about, handler: MethodRouter<App>| Route {
        method: Method::POST,
        path,
        access: Read,
        about,
        handler: handler.layer(DefaultBodyLimit::max(pages::MAX_FORM_BYTES)),
    };
    const MODULE: &str = "/modules/{namespace}/{name}/{system}";
    const DIFF: &str = "/modules/{namespace}/{name}/{system}/diff";
    const VERSION: &str = "/modules/{namespace}/{name}/{system}/{version}";
    use axum::routing::{get as to_get, post as to_post};
    [
        get("/", Read, "The list of modules", to_get(pages::catalog)),
        get(MODULE, Read, "A module", to_get(pages::module)),
        get(DIFF, Read, "What changed between two versions", to_get(pages::diff)),
        get(VERSION, Read, "A version of a module", to_get(pages::release)),
        get("/capabilities", Read, "Who provides and takes what", to_get(pages::capabilities)),
        get("/blueprints", Read, "The blueprints", to_get(pages::blueprints)),
        get("/blueprints/{name}", Read, "A blueprint", to_get(pages::blueprint)),
        get("/new", Read, "The first question of a new service", to_get(pages::begin)),
        post("/new", "The next question, or the review", to_post(pages::answer)),
        post("/new/download", "A new service as an archive", to_post(pages::download)),
        get("/audit", Admin, "The log of what was done", to_get(pages::audit)),
        get("/about", Read, "How to use this registry", to_get(pages::about)),
        get("/assets/{file}", Everyone, "What pages refer to", to_get(pages::asset)),
    ]
}
