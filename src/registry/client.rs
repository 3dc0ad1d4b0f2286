//! A registry by its API, for who is elsewhere: what [`super::Registry`] is to its own server.

use super::view::{
    ConsumersView, GrantRequest, GrantsView, KeysView, ModuleDetailView, ModulesView,
    ReleaseDetailView, ReleaseView, TokensView,
};
use super::{NewToken, TokenRequest, Transition};
use crate::catalog::Files;
use crate::error::{ErrorKind, Result};
use crate::release::{ModuleAddress, Provenance, Tree};
use crate::store::{Fetched, Remembered, Remote, RemoteSettings, read_archive_bytes, read_catalog};

/// A registry by its API.
#[derive(Debug)]
pub struct Client {
    remote: Remote,
}

/// A catalog that came from a registry.
#[derive(Debug)]
pub struct FetchedCatalog {
    /// Its files.
    pub files: Files,
    /// Why it may be old, when the registry does not answer.
    pub stale: Option<String>,
}

impl Client {
    /// Makes ready to ask a registry; asks nothing yet.
    ///
    /// # Errors
    /// As [`Remote::open`].
    pub fn open(settings: &RemoteSettings) -> Result<Self> {
        Ok(Self { remote: Remote::open(settings)? })
    }

    /// Its address.
    #[must_use]
    pub fn base(&self) -> &str {
        self.remote.base()
    }

    /// The modules.
    ///
    /// # Errors
    /// When the registry refuses or does not answer, as in every verb here.
    pub fn modules(&self) -> Result<ModulesView> {
        self.remote.get("/api/v1/modules")
    }

    /// A module with its releases.
    ///
    /// # Errors
    /// When there is none that the caller may see.
    pub fn module(&self, address: &ModuleAddress) -> Result<ModuleDetailView> {
        self.remote.get(&format!("/api/v1/modules/{address}"))
    }

    /// A module with its releases; nothing when there is none that the caller may see.
    ///
    /// # Errors
    /// When the registry refuses or does not answer.
    pub fn module_if_there(&self, address: &ModuleAddress) -> Result<Option<ModuleDetailView>> {
        match self.module(address) {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        }
    }

    /// A release with all that is kept of it.
    ///
    /// # Errors
    /// When there is none that the caller may see.
    pub fn release(&self, address: &ModuleAddress, version: &str) -> Result<ReleaseDetailView> {
        self.remote.get(&release_path(address, version))
    }

    /// All files of a release: card, tests and examples too.
    ///
    /// # Errors
    /// When there is none that the caller may see, or its archive cannot be read.
    pub fn source(&self, address: &ModuleAddress, version: &str) -> Result<Tree> {
        let path = format!("{}/source", release_path(address, version));
        let Fetched::New { bytes, .. } = self.remote.fetch(&path, None)? else {
            return Ok(Tree::default());
        };
        let mut tree = read_archive_bytes("source.tar.gz".into(), &bytes)?;
        tree.shown = format!("{}-{version}", address.name).into();
        Ok(tree)
    }

    /// An archive by its hash.
    ///
    /// # Errors
    /// When there is none that the caller may have.
    pub fn archive(&self, sha256: &str) -> Result<Vec<u8>> {
        self.remote.archive(sha256)
    }

    /// Who has installed a release.
    ///
    /// # Errors
    /// When the caller may not know.
    pub fn consumers(&self, address: &ModuleAddress, version: &str) -> Result<ConsumersView> {
        self.remote.get(&format!("{}/consumers", release_path(address, version)))
    }

    /// The keys that releases are signed with.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn keys(&self) -> Result<KeysView> {
        self.remote.get("/api/v1/keys")
    }

    /// The tokens, those that ended or were revoked too.
    ///
    /// # Errors
    /// When the caller may not know.
    pub fn tokens(&self) -> Result<TokensView> {
        self.remote.get("/api/v1/tokens")
    }

    /// Makes a token.
    ///
    /// # Errors
    /// When the caller may not.
    pub fn create_token(&self, request: &TokenRequest) -> Result<NewToken> {
        self.remote.post("/api/v1/tokens", request)
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// When the caller may not, or no such token stands.
    pub fn revoke_token(&self, id: &str) -> Result<()> {
        self.remote.delete(&format!("/api/v1/tokens/{id}"))
    }

    /// What is limited to groups.
    ///
    /// # Errors
    /// When the caller may not know.
    pub fn grants(&self) -> Result<GrantsView> {
        self.remote.get("/api/v1/access")
    }

    /// Says who may use a namespace or a module.
    ///
    /// # Errors
    /// When the caller may not, or the path is none.
    pub fn set_access(&self, path: &str, groups: &[String]) -> Result<()> {
        let request = GrantRequest { groups: groups.to_vec() };
        self.remote.put_json(&format!("/api/v1/access/{path}"), &request)
    }

    /// The whole log, an entry a line.
    ///
    /// # Errors
    /// When the caller may not know.
    pub fn log(&self) -> Result<Vec<u8>> {
        match self.remote.fetch("/api/v1/audit/export", None)? {
            Fetched::New { bytes, .. } => Ok(bytes),
            Fetched::Unchanged => Ok(Vec::new()),
        }
    }

    /// Publishes a version from the archive of its whole folder; says whether it is new there.
    ///
    /// # Errors
    /// When the registry finds it not fit, its version not honest, or has it with other files.
    pub fn publish(
        &self,
        address: &ModuleAddress,
        version: &str,
        archive: Vec<u8>,
        draft: bool,
        provenance: &Provenance,
    ) -> Result<(ReleaseView, bool)> {
        let mut query = Vec::new();
        if draft {
            query.push(("draft".to_owned(), "true".to_owned()));
        }
        if let Ok(serde_json::Value::Object(told)) = serde_json::to_value(provenance) {
            let told = told.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_owned())));
            query.extend(told);
        }
        self.remote.put(&release_path(address, version), &query, archive)
    }

    /// Changes the state of a release.
    ///
    /// # Errors
    /// When the caller may not, or the release's state does not lead there.
    pub fn transition(
        &self,
        address: &ModuleAddress,
        version: &str,
        transition: &Transition,
    ) -> Result<ReleaseView> {
        self.remote.post(&format!("{}/transition", release_path(address, version)), transition)
    }

    /// The approved set as a catalog; the one that was fetched before when it is still the same, or
    /// when the registry is away.
    ///
    /// # Errors
    /// When the registry refuses; when it does not answer, and nothing was fetched before.
    pub fn catalog(&self, remembered: &Remembered) -> Result<FetchedCatalog> {
        let known = remembered.get();
        let etag = known.as_ref().map(|(etag, _)| etag.as_str());
        let fetched = self.remote.fetch("/api/v1/catalog.tar.gz", etag);
        let (bytes, stale) = match (fetched, known) {
            (Ok(Fetched::New { etag, bytes }), _) => {
                // It is there next time, or not: nothing depends on it.
                let _ = remembered.put(&etag, &bytes);
                (bytes, None)
            }
            (Ok(Fetched::Unchanged), Some((_, bytes))) => (bytes, None),
            (Ok(Fetched::Unchanged), None) => (Vec::new(), None),
            (Err(error), Some((_, bytes))) if error.kind == ErrorKind::Io => {
                (bytes, Some(error.message))
            }
            (Err(error), _) => return Err(error),
        };
        let files = Files::memory(read_catalog(&bytes)?).shown_as(self.base());
        Ok(FetchedCatalog { files, stale })
    }
}

fn release_path(address: &ModuleAddress, version: &str) -> String {
    // What is no version is answered by the registry, as one that is not there.
    let mut path = format!("/api/v1/modules/{address}/");
    for byte in version.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
