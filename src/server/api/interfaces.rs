//! What a release takes and gives, and what changed between two of a module's.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::releases::ReleasePath;
use crate::app::diff::compare;
use crate::error::{Error, Result};
use crate::registry::{
    Caller, Dependency, Details, Index, Input, Output, Part, ProviderDependency,
};
use crate::registry::{ResourceOf, state};
use crate::release::{ModuleAddress, Package};
use crate::report::comparison_for_machines;
use crate::server::App;
use crate::server::error::ApiFault;
use crate::store::ledger::Release;
use crate::store::read_archive_bytes;
use crate::terraform;

/// What a release takes and gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct InterfaceAnswer {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// The version.
    pub version: String,
    /// The module at the root, then those below `modules/`, by path.
    pub parts: Vec<PartView>,
}

/// What one directory of configuration takes and gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct PartView {
    /// Its path in the module; empty for the root.
    pub path: String,
    /// Its input variables, in order of their names.
    pub inputs: Vec<Input>,
    /// Its output values, in order of their names.
    pub outputs: Vec<Output>,
    /// The modules that it calls from elsewhere.
    pub dependencies: Vec<Dependency>,
    /// The providers that it requires.
    pub providers: Vec<ProviderDependency>,
    /// The resources that it manages.
    pub resources: Vec<ResourceOf>,
}

impl From<Part> for PartView {
    fn from(part: Part) -> Self {
        Self {
            path: part.path,
            inputs: part.inputs,
            outputs: part.outputs,
            dependencies: part.dependencies,
            providers: part.provider_dependencies,
            resources: part.resources,
        }
    }
}

/// Which two versions to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiffQuery {
    /// The version that callers have.
    pub from: String,
    /// The version that they are to get.
    pub to: String,
}

/// Comparisons that were made lately. Releases never change, so neither do they.
#[derive(Debug)]
pub(in crate::server) struct Comparisons(Cache<Arc<str>, Bytes, Size>);

#[derive(Debug, Clone)]
struct Size;

impl Weighter<Arc<str>, Bytes> for Size {
    fn weight(&self, key: &Arc<str>, bytes: &Bytes) -> u64 {
        (key.len() + bytes.len()) as u64
    }
}

/// Most bytes of comparisons that are kept.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

impl Default for Comparisons {
    fn default() -> Self {
        Self(Cache::with_weighter(4_096, MOST_BYTES, Size))
    }
}

/// What a release takes and gives.
pub(in crate::server) async fn interface(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system, version)): ReleasePath,
) -> Result<Json<InterfaceAnswer>, ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let release = release(&app, &caller, &address, &version).await?;
    let Release { module, version, .. } = &*release;
    let stored = app.registry.ledger.details(module, version).await?;
    let stored = stored.ok_or_else(|| no_release(&address, version))?;
    let details: Details = serde_json::from_str(&stored.details)
        .map_err(|e| Error::io(format!("what is kept of {address} {version} is damaged"), e))?;
    let parts = std::iter::once(details.root).chain(details.submodules).map(PartView::from);
    let (module, version) = (module.clone(), version.clone());
    Ok(Json(InterfaceAnswer { module, version, parts: parts.collect() }))
}

/// What changed between two versions, and what the new one may be called.
pub(in crate::server) async fn diff(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
    Query(DiffQuery { from, to }): Query<DiffQuery>,
) -> Result<Response, ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let old = release(&app, &caller, &address, &from).await?;
    let new = release(&app, &caller, &address, &to).await?;
    let key: Arc<str> = format!("{address} {} {}", old.version, new.version).into();
    let make = compared(&app, &old, &new);
    let bytes = app.comparisons.0.get_or_insert_async(&key, make).await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, Body::from(bytes)).into_response())
}

/// A release that a caller may look at. Who has a revoked one may ask what has changed since.
async fn release(
    app: &App,
    caller: &Caller,
    address: &ModuleAddress,
    version: &str,
) -> Result<Arc<Release>> {
    let entry = |index: &Index| {
        let entry = index.modules.get(address.to_string().as_str()).cloned();
        entry.filter(|entry| index.sees_any(caller, entry))
    };
    let has = |index: &Index| entry(index).is_some_and(|entry| entry.release(version).is_some());
    let entry = entry(&*app.registry.index_with(has).await?).ok_or_else(|| {
        Error::not_found(format!("there is no module {address}"))
            .hint("POST /api/v1/search finds modules by what they are for")
    })?;
    terraform::version::parse(version).map_err(|_| {
        Error::usage(format!("`{version}` is no version")).hint("write it like 1.2.0")
    })?;
    let found = entry.release(version).filter(|release| entry.tells_of(release, caller));
    let found = found.ok_or_else(|| no_release(address, version))?;
    if state(&found.state).is_none() {
        let gone = Error::gone(format!("{address} {version} was deleted"));
        return Err(gone.hint(found.reason.clone()));
    }
    Ok(found.clone())
}

fn no_release(address: &ModuleAddress, version: &str) -> Error {
    Error::not_found(format!("there is no release {address} {version}"))
}

/// The JSON of two releases compared.
async fn compared(app: &App, old: &Release, new: &Release) -> Result<Bytes> {
    let package = async |release: &Release| {
        let bytes = app.registry.blobs.get(&release.source).await?;
        Ok::<_, Error>((format!("{} {}", release.module, release.version), bytes))
    };
    let (old, new) = (package(old).await?, package(new).await?);
    app.work
        .apart(move || {
            let compared = compare(unpacked(&old)?, unpacked(&new)?);
            let record = comparison_for_machines(&compared, &compared.unread());
            Ok(serde_json::to_vec(&record).expect("a comparison is plain data").into())
        })
        .await
}

/// The package in an archive; `name` is `namespace/name/system version`.
fn unpacked((name, bytes): &(String, Bytes)) -> Result<Package> {
    let version = name.rsplit(' ').next().and_then(|text| terraform::version::parse(text).ok());
    let mut tree = read_archive_bytes("release.tar.gz".into(), bytes)?;
    tree.shown = name.as_str().into();
    Ok(Package::read(tree, version))
}
