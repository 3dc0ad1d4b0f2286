//! The modules that a caller sees, all of them or those that answer.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::fault;
use super::page::{Page, Words};
use crate::error::{Error, Result};
use crate::registry::view::ReleaseView;
use crate::registry::{Caller, Found, Rendered, is_verified, summary};
use crate::server::App;
use crate::server::error::Fault;
use crate::server::protocol::answer;

/// The modules, of one namespace where the path names it, by address.
pub(in crate::server) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    namespace: Option<Path<String>>,
    uri: Uri,
    Query(words): Words,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut page = Page::read(&words).map_err(fault)?;
    page.query = None;
    // Where the path names it, the address of the next page has it there.
    page.namespace = None;
    let of = namespace.map(|Path(namespace)| namespace);
    let all = app.registry.index().search(&caller, "");
    let inside = |found: &Found| of.as_ref().is_none_or(|n| *n == found.module.address.namespace);
    let all = all.into_iter().filter(inside).collect();
    answered(&app, &headers, &uri, &page, all).await.map_err(fault)
}

/// The modules that answer a query, best first.
pub(in crate::server) async fn search(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
    Query(words): Words,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let page = Page::read(&words).map_err(fault)?;
    let Some(query) = &page.query else {
        let missing = Error::usage("nothing is searched for");
        return Err(fault(missing.hint("say what with ?q=, such as ?q=postgres")));
    };
    let all = app.registry.index().search(&caller, query);
    answered(&app, &headers, &uri, &page, all).await.map_err(fault)
}

/// A module for each target system that it is for.
pub(in crate::server) async fn list_systems(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name)): Path<(String, String)>,
    uri: Uri,
    Query(words): Words,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let page = Page::read(&words).map_err(fault)?;
    let all = app.registry.index().search(&caller, "");
    let is_it = |found: &Found| {
        let address = &found.module.address;
        address.namespace == namespace && address.name == name
    };
    let all: Vec<Found> = all.into_iter().filter(is_it).collect();
    if all.is_empty() {
        return Err(fault(Error::not_found(format!("there is no module {namespace}/{name}"))));
    }
    answered(&app, &headers, &uri, &page, all).await.map_err(fault)
}

/// A page of modules, as the answer to a request.
async fn answered(
    app: &App,
    headers: &HeaderMap,
    uri: &Uri,
    page: &Page,
    mut all: Vec<Found>,
) -> Result<Response> {
    all.retain(|found| {
        let address = &found.module.address;
        page.provider.as_ref().is_none_or(|provider| *provider == address.system)
            && page.namespace.as_ref().is_none_or(|namespace| *namespace == address.namespace)
            && (!page.verified || is_verified(&found.release.state))
    });
    let path = format!("{}{}", app.prefix, uri.path());
    let (part, meta) = page.of(all, &path);
    let addresses: Vec<&str> = part.iter().map(|found| found.release.module.as_str()).collect();
    let downloads = answer::in_time(app.registry.total_downloads(&addresses)).await?;
    let modules: Vec<Value> = part
        .iter()
        .map(|found| {
            let downloads = downloads.get(&found.release.module).copied().unwrap_or(0);
            Value::Object(summary(
                &found.module.address,
                &ReleaseView::from(&*found.release),
                downloads,
            ))
        })
        .collect();
    let page = json!({ "meta": meta, "modules": modules });
    Ok(answer::json(headers, Rendered::of(&page)))
}
