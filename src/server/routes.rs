//! Every address of the server, with who may call it.
//!
//! The router is made of this list and the tests walk it, so that no address is forgotten.

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post, put};

use super::{App, Route, api, health, login, metrics, pages, protocol};
use crate::operations::{
    Blueprints, Capabilities, Link, List, Render, Resolve, Search, Show, WriteContext,
};
use crate::registry::{NewToken, TokenRequest, Transition, view};
use crate::release::standing::{Asked, Standings};
use crate::report::ComparisonRecord;

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

/// Every address of the server.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Access::{Admin, Everyone, Publish, Read, SignedUrl};
    let route = Route::new;
    const RELEASE: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}";
    const TRANSITION: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}/transition";
    const TOKEN: &str = "/api/v1/tokens/{id}";
    const GRANT: &str = "/api/v1/access/{*path}";
    const INTERFACE: &str = "/api/v1/modules/{namespace}/{name}/{system}/{version}/interface";
    const DIFF: &str = "/api/v1/modules/{namespace}/{name}/{system}/diff";
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
        route(Method::GET, "/metrics", Everyone, "Counters, for Prometheus", get(metrics::metrics)),
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
        // What programs ask that were written for the public registry.
        route(Method::GET, "/v1/modules", Read, "The modules", get(protocol::list)),
        route(Method::GET, "/v1/modules/", Read, "The modules", get(protocol::list)),
        route(
            Method::GET,
            "/v1/modules/search",
            Read,
            "The modules that answer a query, best first",
            get(protocol::search),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}",
            Read,
            "The modules of a namespace",
            get(protocol::list),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}/{name}",
            Read,
            "A module for each target system that it is for",
            get(protocol::list_systems),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}/{name}/{system}",
            Read,
            "The recommended version of a module, with its details",
            get(protocol::latest),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}/{name}/{system}/{version}",
            Read,
            "A version with its details",
            get(protocol::version),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}/{name}/{system}/download",
            Read,
            "Where the recommended version is",
            get(protocol::download_latest),
        ),
        route(
            Method::GET,
            "/v1/modules/{namespace}/{name}/{system}/downloads/summary",
            Read,
            "How often a module was downloaded",
            get(protocol::downloads),
        ),
        // Signing in.
        route(Method::GET, "/login", Everyone, "Sign in", get(login::form)),
        route(Method::POST, "/login", Everyone, "Sign in with a token", post(login::sign_in)),
        route(
            Method::GET,
            "/login/callback",
            Everyone,
            "Back from where people sign in",
            get(login::back),
        ),
        route(Method::POST, "/logout", Everyone, "Sign out", post(login::sign_out)),
        route(
            Method::GET,
            "/oauth/authorize",
            Everyone,
            "Ask whether Terraform may be let in",
            get(login::ask),
        ),
        route(Method::POST, "/oauth/authorize", Everyone, "Let Terraform in", post(login::approve)),
        route(
            Method::POST,
            "/oauth/token",
            Everyone,
            "A token for terraform login",
            post(login::token),
        ),
        // The API.
        route(Method::GET, "/api/v1/openapi.json", Everyone, "This description", get(api::openapi))
            .answers::<serde_json::Value>(),
        route(Method::PUT, RELEASE, Publish, "Publish a version", put(api::publish))
            .query::<api::PublishQuery>()
            .takes_bytes("application/gzip")
            .answers::<api::ReleaseView>()
            .creates::<api::ReleaseView>()
            .refuses(&[409, 410]),
        // Which scope it needs depends on what is to become of the release.
        route(Method::POST, TRANSITION, Read, "Change a release's state", post(api::transition))
            .takes::<Transition>()
            .answers::<api::ReleaseView>()
            .refuses(&[409, 410]),
        route(Method::GET, INTERFACE, Read, "What a release takes and gives", get(api::interface))
            .answers::<api::InterfaceAnswer>()
            .refuses(&[410]),
        route(Method::GET, DIFF, Read, "What changed between two versions", get(api::diff))
            .query::<api::DiffQuery>()
            .answers::<ComparisonRecord<'static>>()
            .refuses(&[410, 422]),
        // What can be asked of the catalog.
        api::question::<Search>("/api/v1/search"),
        api::operation::<Search>("/api/v1/search"),
        api::question::<Show>("/api/v1/show"),
        api::operation::<Show>("/api/v1/show"),
        api::question::<List>("/api/v1/list"),
        api::operation::<List>("/api/v1/list"),
        api::question::<Resolve>("/api/v1/resolve"),
        api::operation::<Resolve>("/api/v1/resolve"),
        api::operation::<Link>("/api/v1/link"),
        api::operation::<Render>("/api/v1/render"),
        api::question::<WriteContext>("/api/v1/context"),
        api::operation::<WriteContext>("/api/v1/context"),
        api::question::<Capabilities>("/api/v1/capabilities"),
        api::operation::<Capabilities>("/api/v1/capabilities"),
        api::question::<Blueprints>("/api/v1/blueprints"),
        api::operation::<Blueprints>("/api/v1/blueprints"),
        // For who looks after the registry.
        route(Method::GET, "/api/v1/audit", Admin, "A page of the log", get(api::audit))
            .query::<api::AuditQuery>()
            .answers::<api::AuditView>(),
        route(Method::GET, "/api/v1/audit/export", Admin, "The whole log", get(api::export))
            .query::<api::ExportQuery>()
            .answers_bytes(api::LINES),
        route(Method::GET, "/api/v1/tokens", Admin, "Every token", get(api::tokens))
            .answers::<view::TokensView>(),
        route(Method::POST, "/api/v1/tokens", Admin, "Make a token", post(api::create_token))
            .takes::<TokenRequest>()
            .creates::<NewToken>(),
        route(Method::DELETE, TOKEN, Admin, "Revoke a token", delete(api::revoke_token))
            .answers_nothing(),
        route(Method::GET, "/api/v1/access", Admin, "What is limited to groups", get(api::grants))
            .answers::<view::GrantsView>(),
        route(Method::GET, GRANT, Admin, "Who may use a namespace or module", get(api::grant))
            .answers::<view::GrantView>(),
        route(Method::PUT, GRANT, Admin, "Say who may use it", put(api::set_grant))
            .takes::<view::GrantRequest>()
            .answers_nothing(),
        // Who sends it shows a secret of its own.
        route(
            Method::POST,
            "/api/v1/webhooks/git",
            Everyone,
            "Look at a repository, as a webhook of its git host",
            post(api::webhooks::git),
        )
        .takes::<serde_json::Value>()
        .answers::<api::webhooks::Heard>()
        .accepts::<api::webhooks::Heard>()
        .refuses(&[401, 404, 409]),
        route(Method::GET, MODULES, Read, "The modules", get(api::modules))
            .answers::<view::ModulesView>(),
        route(Method::GET, MODULE, Read, "A module with its releases", get(api::module))
            .answers::<view::ModuleDetailView>(),
        route(Method::GET, RELEASE, Read, "A release", get(api::release))
            .answers::<view::ReleaseDetailView>(),
        route(Method::GET, SOURCE, Read, "All files of a release", get(api::source))
            .answers_bytes("application/gzip")
            .refuses(&[410]),
        route(Method::GET, CONSUMERS, Read, "Who has installed a release", get(api::consumers))
            .answers::<view::ConsumersView>(),
        route(Method::GET, "/api/v1/keys", Everyone, "The registry's public keys", get(api::keys))
            .answers::<view::KeysView>(),
        route(
            Method::GET,
            "/api/v1/catalog.tar.gz",
            Read,
            "The approved set as a catalog",
            get(api::catalog),
        )
        .answers_bytes("application/gzip"),
        // For who has installed releases.
        route(
            Method::POST,
            "/api/v1/verify",
            Read,
            "What became of releases, and what was signed of them",
            post(api::verify),
        )
        .takes::<Asked>()
        .answers::<Standings>(),
    ]
    .into_iter()
    .chain(pages())
    .collect()
}

/// The pages for people.
fn pages() -> [Route; 13] {
    use Access::{Admin, Everyone, Read};
    let get = |path, access, about, handler| Route::new(Method::GET, path, access, about, handler);
    let post = |path, about, handler: MethodRouter<App>| {
        let handler = handler.layer(DefaultBodyLimit::max(pages::MAX_FORM_BYTES));
        Route::new(Method::POST, path, Read, about, handler)
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
