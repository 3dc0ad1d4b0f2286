//! Releases and modules as the API tells them, the same for the server that writes them and the
//! program that reads them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::rights::{GrantRequest, GrantView, GrantsView, TokenView, TokensView};
use super::{Affected, Details};
use crate::store::ledger::Release;

/// A release, as the API tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseView {
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

/// A release with what is kept of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseDetailView {
    /// The release.
    pub release: ReleaseView,
    /// What the registry says of it: JSON as a text, byte for byte what the signature is over.
    pub statement: String,
    /// The ed25519 signature over the statement, base64.
    pub signature: String,
    /// What is in it: README, input variables, output values, resources, submodules, examples.
    pub details: Details,
}

/// Who has installed a release.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConsumersView {
    /// Who, the busiest first.
    pub consumers: Vec<Affected>,
}

/// The modules that a caller sees.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModulesView {
    /// The modules, in order of their addresses.
    pub modules: Vec<ModuleView>,
}

/// A module, as a list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModuleView {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// How many releases the caller sees.
    pub releases: usize,
    /// The release that is recommended; none when there is nothing that may be used.
    pub latest: Option<ReleaseView>,
    /// How many releases wait for somebody to approve them.
    pub in_review: usize,
}

/// A module with its releases.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModuleDetailView {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// The version that is recommended; none when there is nothing that may be used.
    pub latest: Option<String>,
    /// The groups that it is limited to; everyone when there are none.
    pub groups: Vec<String>,
    /// Its releases, the newest version first; those that were revoked or deleted too.
    pub releases: Vec<ReleaseView>,
}

/// The registry's keys.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct KeysView {
    /// The keys that releases are signed with.
    pub keys: Vec<KeyView>,
}

/// A public key.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct KeyView {
    /// The algorithm, `ed25519`.
    pub algorithm: String,
    /// The key, base64 of its 32 bytes.
    pub public: String,
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
