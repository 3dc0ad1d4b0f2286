//! What a registry says of a release and signs: which bytes it is, where they come from, and who
//! judged them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ModuleAddress;
use crate::error::{Error, Result};

/// What is said of a release; its JSON, byte for byte, is what the signature is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// The module.
    pub module: ModuleAddress,
    /// The version.
    pub version: String,
    /// SHA-256 of the archive that is installed, in hex.
    pub archive: String,
    /// The tree hash of what is in it, `h1:…`.
    pub tree: String,
    /// SHA-256 of the archive of all that was published, card, tests and examples included, in hex.
    pub source: String,
    /// Who published it.
    pub published_by: String,
    /// When, in milliseconds since 1970.
    pub published: i64,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The version that it was judged against; none for the first.
    pub judged_against: Option<String>,
    /// The smallest version that it may have by what changed since; none for the first.
    pub smallest: Option<String>,
}

/// Where a release comes from, as its publisher says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Provenance {
    /// The repository, as it is cloned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The run of a continuous integration that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Where a module of others was taken from, by its source address with its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported_from: Option<String>,
    /// What the publisher tried with Terraform, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trials: Option<String>,
}

/// A registry's key.
#[derive(Debug)]
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// A new key as base64 of PKCS #8, to be kept secret.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Result<String> {
        let document = Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new())
            .map_err(|e| Error::io("the system gives no random numbers", e.to_string()))?;
        Ok(STANDARD.encode(document))
    }

    /// Reads what [`SigningKey::generate`] made.
    ///
    /// # Errors
    /// When it is no such key.
    pub fn read(text: &str) -> Result<Self> {
        let wrong = |e: String| Error::io("the registry's signing key cannot be read", e);
        let document = STANDARD.decode(text.trim()).map_err(|e| wrong(e.to_string()))?;
        let pair = Ed25519KeyPair::from_pkcs8(&document).map_err(|e| wrong(e.to_string()))?;
        Ok(Self(pair))
    }

    /// The public key, base64 of its 32 bytes.
    #[must_use]
    pub fn public(&self) -> String {
        STANDARD.encode(self.0.public_key())
    }

    /// The signature over a statement's JSON, base64.
    #[must_use]
    pub fn sign(&self, statement: &str) -> String {
        STANDARD.encode(self.0.sign(statement.as_bytes()))
    }
}

/// Whether a signature over a statement's JSON was made with the key of this public key; both
/// base64.
#[must_use]
pub fn is_signed(statement: &str, signature: &str, public: &str) -> bool {
    let (Ok(signature), Ok(public)) = (STANDARD.decode(signature), STANDARD.decode(public)) else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, public).verify(statement.as_bytes(), &signature).is_ok()
}
