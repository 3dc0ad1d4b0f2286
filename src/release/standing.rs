//! What a registry answers when it is asked whether releases still stand: their state, and what it
//! once signed of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Statement, is_signed};
use crate::terraform::version;

/// Most releases that are asked about at a time.
pub const MAX_ASKED: usize = 500;

/// The state that stands for a release that the registry does not have, or that the caller may not
/// see.
pub const UNKNOWN: &str = "unknown";

/// Releases that somebody asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The releases.
    pub releases: Vec<AskedRelease>,
}

/// A release that somebody asks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AskedRelease {
    /// The module, `namespace/name/system`.
    pub source: String,
    /// The version.
    pub version: String,
}

/// What a registry answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Standings {
    /// The public keys that its statements are signed with, base64 of Ed25519 keys.
    pub keys: Vec<String>,
    /// The releases, in the order in which they were asked about.
    pub releases: Vec<Standing>,
}

/// What a registry says of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Standing {
    /// The module, `namespace/name/system`.
    pub source: String,
    /// The version.
    pub version: String,
    /// `draft`, `in-review`, `approved`, `deprecated`, `revoked`, `deleted` or `unknown`.
    pub state: String,
    /// Why it is deprecated, revoked or deleted.
    pub reason: String,
    /// What to use instead.
    pub successor: String,
    /// The day until which a deprecated release may be used.
    pub until: String,
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// The tree hash, `h1:…`.
    pub tree: String,
    /// What was signed when it was published, JSON, byte for byte.
    pub statement: String,
    /// The signature of that, base64.
    pub signature: String,
}

/// What a signed statement has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'c> {
    /// The module, `namespace/name/system`.
    pub module: &'c str,
    /// The version.
    pub version: &'c str,
    /// The tree hash.
    pub tree: &'c str,
    /// SHA-256 of the archive, in hex.
    pub archive: &'c str,
}

impl AskedRelease {
    /// Whether what a registry says is said of this release.
    #[must_use]
    pub fn is_of(&self, standing: &Standing) -> bool {
        self.source == standing.source && version::is_same(&self.version, &standing.version)
    }
}

impl Standing {
    /// Whether what is said of the release was signed with one of these keys.
    ///
    /// # Errors
    /// One clause that says what is wrong.
    pub fn check<'k>(&self, keys: impl IntoIterator<Item = &'k String>) -> Result<(), String> {
        let Self { source, version, tree, archive, statement, signature, .. } = self;
        let claim = Claim { module: source, version, tree, archive };
        claim.is_backed_by(statement, signature, keys)
    }
}

impl Claim<'_> {
    /// Whether a statement says so, and was signed with one of these keys.
    ///
    /// # Errors
    /// One clause that says what is wrong.
    pub fn is_backed_by<'k>(
        &self,
        statement: &str,
        signature: &str,
        keys: impl IntoIterator<Item = &'k String>,
    ) -> Result<(), String> {
        if !keys.into_iter().any(|key| is_signed(statement, signature, key)) {
            return Err("it was not signed by the registry".to_owned());
        }
        let said: Statement = serde_json::from_str(statement)
            .map_err(|_| "what was signed cannot be read".to_owned())?;
        let module = said.module.to_string();
        let pairs = [
            ("module", self.module, module.as_str()),
            ("version", self.version, said.version.as_str()),
            ("tree", self.tree, said.tree.as_str()),
            ("archive", self.archive, said.archive.as_str()),
        ];
        match pairs.iter().find(|(_, claimed, said)| claimed != said) {
            None => Ok(()),
            Some((what, claimed, said)) => {
                Err(format!("the {what} {said} was signed, and not {claimed}"))
            }
        }
    }
}
