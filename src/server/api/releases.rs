//! Releases: publishing, and what becomes of them.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::registry::{Caller, Publication, Transition};
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

/// A release, as the API tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ReleaseView {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// The version.
    pub version: String,
    /// `draft`, `in-review`, `approved`, `deprecated`, `revoked` or `deleted`.
    pub state: String,
    /// Why it is deprecated, revoked or deleted.
    pub reason: String,
    /// What to use instead.
    pub successor: String,
    /// The day until which a deprecated release may be used.
    pub until: String,
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// The archive's size in bytes.
    pub archive_bytes: i64,
    /// The tree hash, `h1:…`.
    pub tree: String,
    /// One sentence that says what it is.
    pub summary: String,
    /// Who published it.
    pub published_by: String,
    /// When, in milliseconds since 1970.
    pub published: i64,
    /// Who approved it; empty when nobody did.
    pub approved_by: String,
    /// When; 0 when nobody did.
    pub approved: i64,
}

impl From<&Release> for ReleaseView {
    fn from(r: &Release) -> Self {
        let r = r.clone();
        Self {
            module: r.module,
            version: r.version,
            state: r.state,
            reason: r.reason,
            successor: r.successor,
            until: r.until,
            archive: r.archive,
            archive_bytes: r.archive_bytes,
            tree: r.tree,
            summary: r.summary,
            published_by: r.published_by,
            published: r.published,
            approved_by: r.approved_by,
            approved: r.approved,
        }
    }
}

/// The parts of a release's path.
pub(in crate::server) type ReleasePath = Path<(String, String, String, String)>;

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
    // Nothing but what was sent can be wrong with it.
    let source =
        read_archive_bytes("the-upload.tar.gz".into(), &body).map_err(|e| match e.kind {
            ErrorKind::Io => Error::refused("the upload is no gzipped tar").caused_by(e),
            _ => e,
        })?;
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
    Json(transition): Json<Transition>,
) -> Result<Json<ReleaseView>, ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let release = app.registry.transition(&caller, &address, &version, &transition).await?;
    Ok(Json(ReleaseView::from(&release)))
}
