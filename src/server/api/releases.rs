//! Releases: publishing, and what becomes of them.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::Object;
use crate::error::{Error, ErrorKind, Result};
pub(crate) use crate::registry::view::ReleaseView;
use crate::registry::view::{ConsumersView, ReleaseDetailView};
use crate::registry::{Caller, Index, ModuleEntry, Publication, Registry, Scope, Transition};
use crate::release::{ModuleAddress, Provenance};
use crate::server::App;
use crate::server::error::ApiFault;
use crate::store::ledger::Release;
use crate::store::read_archive_bytes;
use crate::terraform;

/// What goes with a publication, in the query.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct PublishQuery {
    /// Whether it is a draft.
    #[serde(default)]
    pub draft: bool,
    /// Where it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The parts of a release's path.
pub(in crate::server) type ReleasePath = Path<(String, String, String, String)>;

/// The module and the release of a path, when the caller may know of them.
async fn found(
    app: &App,
    caller: &Caller,
    (namespace, name, system, version): &(String, String, String, String),
) -> Result<(Arc<ModuleEntry>, Arc<Release>)> {
    let address = ModuleAddress::new(namespace, name, system)?;
    let has = |index: &Index| {
        let entry = Registry::seen_any(index, caller, &address);
        entry.is_ok_and(|entry| entry.release(version).is_some())
    };
    let index = app.registry.index_with(has).await?;
    let entry = Registry::seen_any(&index, caller, &address)?;
    let release = entry.release(version).filter(|release| entry.tells_of(release, caller));
    let release = release.ok_or_else(|| {
        Error::not_found(format!("{address} has no version {version}"))
            .hint(format!("`pave release show {address}` lists them"))
    })?;
    Ok((Arc::clone(entry), Arc::clone(release)))
}

/// A release with what is kept of it.
pub(in crate::server) async fn release(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(path): ReleasePath,
) -> Result<Json<ReleaseDetailView>, ApiFault> {
    let (_, release) = found(&app, &caller, &path).await?;
    let kept = app.registry.ledger.details(&release.module, &release.version).await?;
    let kept = kept.ok_or_else(|| Error::not_found("the release is not in the ledger"))?;
    let details = serde_json::from_str(&kept.details)
        .map_err(|e| Error::io("what is kept of the release cannot be read", e))?;
    Ok(Json(ReleaseDetailView {
        release: ReleaseView::from(&*release),
        statement: kept.statement,
        signature: kept.signature,
        details,
    }))
}

/// Everything that was published, card, tests and examples too, as a gzipped tar.
pub(in crate::server) async fn source(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(path): ReleasePath,
) -> Result<Response, ApiFault> {
    let (entry, release) = found(&app, &caller, &path).await?;
    let withdrawn = match release.state.as_str() {
        "deleted" => Some("was deleted"),
        // Who looks after releases judges the next one by it.
        "revoked" if !entry.is_reviewed_by(&caller) => Some("was revoked"),
        _ => None,
    };
    if let Some(what) = withdrawn {
        let Release { module, version, reason, .. } = &*release;
        return Err(Error::gone(format!("{module} {version} {what}: {reason}")).into());
    }
    let bytes = app.registry.archive(&release.source).await?;
    let etag = HeaderValue::from_str(&format!("\"{}\"", release.source));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/gzip")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::ETAG, etag.expect("a hash is hex")),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

/// Who has installed a release, for who looks after it.
pub(in crate::server) async fn consumers(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(path): ReleasePath,
) -> Result<Json<ConsumersView>, ApiFault> {
    let (entry, release) = found(&app, &caller, &path).await?;
    let Release { module, version, .. } = &*release;
    if !entry.is_reviewed_by(&caller) {
        let error = caller.lacks(Scope::Approve, &entry.address.namespace);
        let subject = format!("{module} {version}");
        app.registry.log_refusal(&caller, "consumers", &subject, &error).await?;
        return Err(error.into());
    }
    Ok(Json(ConsumersView { consumers: app.registry.affected(module, version).await? }))
}

/// Takes a gzipped tar of the module's folder as the body.
pub(in crate::server) async fn publish(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system, version)): ReleasePath,
    Query(query): Query<PublishQuery>,
    body: Bytes,
) -> Result<(StatusCode, Json<ReleaseView>), ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let version = terraform::version::parse(&version).map_err(|_| {
        Error::usage(format!("`{version}` is no version")).hint("write it like 1.2.0")
    })?;
    // Who may not publish here has nothing unpacked.
    let subject = format!("{address} {version}");
    let asked = ("publish", subject.as_str());
    app.registry.demand(&caller, Scope::Publish, &address.namespace, asked).await?;
    let unpacked = app.work.apart(move || {
        // Nothing but what was sent can be wrong with it.
        read_archive_bytes("the-upload.tar.gz".into(), &body).map_err(|e| match e.kind {
            ErrorKind::Io => Error::refused("the upload is no gzipped tar").caused_by(e),
            _ => e,
        })
    });
    let source = unpacked.await?;
    let PublishQuery { draft, provenance } = query;
    let publication = Publication { address, version, source, provenance, draft };
    let published = app.registry.publish(&caller, publication).await?;
    let status = if published.existed { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(ReleaseView::from(&published.release))))
}

/// Approves, deprecates, revokes or deletes a release.
pub(in crate::server) async fn transition(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system, version)): ReleasePath,
    Object(transition): Object<Transition>,
) -> Result<Json<ReleaseView>, ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let release = app.registry.transition(&caller, &address, &version, &transition).await?;
    Ok(Json(ReleaseView::from(&release)))
}
