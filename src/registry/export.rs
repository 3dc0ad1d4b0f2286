//! Everything that may be installed, taken out of the registry at once.

use bytes::Bytes;

use super::client::Client;
use super::index::is_withdrawn;
use super::view::{ReleaseDetailView, ReleaseView};
use super::{Caller, Details, Registry};
use crate::error::{Error, Result};
use crate::release::ModuleAddress;
use crate::store::ledger::Release;

/// A module with its releases.
#[derive(Debug, Clone)]
pub struct ExportedModule {
    /// Its address.
    pub address: ModuleAddress,
    /// The version that is recommended; none when every release was revoked.
    pub latest: Option<String>,
    /// The releases that may be installed, the newest version first.
    pub releases: Vec<ExportedRelease>,
    /// Those that were revoked: who has installed one has to hear of it.
    pub revoked: Vec<ExportedRelease>,
}

/// A release with its bytes.
#[derive(Debug, Clone)]
pub struct ExportedRelease {
    /// What it is and what became of it.
    pub release: ReleaseView,
    /// What is shown of it.
    pub details: Details,
    /// What was signed, JSON, byte for byte.
    pub statement: String,
    /// The signature of that, base64.
    pub signature: String,
    /// The archive; empty for one that was revoked.
    pub archive: Bytes,
}

impl Registry {
    /// The modules that everybody may see, or all with `with_limited`, with their approved and
    /// deprecated releases; by address.
    ///
    /// # Errors
    /// When the database or the store does not answer, or an archive is damaged.
    pub async fn export(&self, with_limited: bool) -> Result<Vec<ExportedModule>> {
        self.refresh().await?;
        let index = self.index();
        let anybody = Caller::anonymous(true);
        let mut modules = Vec::new();
        for entry in index.modules.values() {
            if !with_limited && !index.is_open(entry) {
                continue;
            }
            let (mut releases, mut revoked) = (Vec::new(), Vec::new());
            // Reviewers see drafts; nobody installs them from a copy.
            for release in entry.listed(&anybody) {
                let archive = self.archive(&release.archive).await?;
                releases.push(self.exported(release, archive).await?);
            }
            let is_told = |r: &Release| r.state == "revoked" && is_withdrawn(r, false);
            for (_, release) in entry.releases.iter().filter(|(_, r)| is_told(r)) {
                revoked.push(self.exported(release, Bytes::new()).await?);
            }
            if releases.is_empty() && revoked.is_empty() {
                continue;
            }
            let latest = entry.latest().map(|latest| latest.version.clone());
            let address = entry.address.clone();
            modules.push(ExportedModule { address, latest, releases, revoked });
        }
        Ok(modules)
    }

    async fn exported(&self, release: &Release, archive: Bytes) -> Result<ExportedRelease> {
        let gone = |cause: String| {
            let Release { module, version, .. } = release;
            Error::io(format!("what is kept of {module} {version} cannot be read"), cause)
        };
        let kept = self.ledger.details(&release.module, &release.version).await?;
        let kept = kept.ok_or_else(|| gone("it is not there".to_owned()))?;
        Ok(ExportedRelease {
            details: serde_json::from_str(&kept.details).map_err(|e| gone(e.to_string()))?,
            release: ReleaseView::from(release),
            statement: kept.statement,
            signature: kept.signature,
            archive,
        })
    }
}

impl Client {
    /// The same from a registry that is elsewhere: what this caller may see.
    ///
    /// # Errors
    /// When it refuses or does not answer, or sends what it does not say.
    pub fn export(&self) -> Result<Vec<ExportedModule>> {
        let mut modules = Vec::new();
        for listed in self.modules()?.modules {
            let address: ModuleAddress = listed.module.parse()?;
            let told = self.module(&address)?;
            let (mut releases, mut revoked) = (Vec::new(), Vec::new());
            for release in told.releases {
                let (all, archive) = match release.state.as_str() {
                    "approved" | "deprecated" => {
                        (&mut releases, self.archive(&release.archive)?.into())
                    }
                    // One that was never approved is its makers' business.
                    "revoked" if release.approved != 0 => (&mut revoked, Bytes::new()),
                    _ => continue,
                };
                let ReleaseDetailView { release, statement, signature, details } =
                    self.release(&address, &release.version)?;
                all.push(ExportedRelease { release, details, statement, signature, archive });
            }
            if !releases.is_empty() || !revoked.is_empty() {
                modules.push(ExportedModule { address, latest: told.latest, releases, revoked });
            }
        }
        Ok(modules)
    }
}
