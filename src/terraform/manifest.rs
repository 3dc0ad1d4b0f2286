//! The manifest that `terraform init` keeps of the modules it has installed,
//! `.terraform/modules/modules.json`.
//!
//! It says what is installed where, and nothing of what the files are: Terraform never looks at
//! them again. Nor does it mind how a key is spelt: `dir` after `Dir` is another directory, and so a
//! key that Terraform does not write is refused.

use serde::{Deserialize, Serialize};

/// Where the manifest lies, relative to Terraform's folder for data, `.terraform`.
pub const MANIFEST: &str = "modules/modules.json";

/// The manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// One entry for each call, the root's under the empty key.
    #[serde(rename = "Modules")]
    pub modules: Vec<Record>,
}

/// An entry of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The names of the calls that lead to it, with dots between.
    #[serde(rename = "Key")]
    pub key: String,
    /// The source as Terraform writes it in full.
    #[serde(rename = "Source")]
    pub source: String,
    /// The version, for one from a registry.
    #[serde(rename = "Version", skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// Its directory, from where Terraform is run.
    #[serde(rename = "Dir")]
    pub dir: String,
}

impl Manifest {
    /// The entry of a call.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Record> {
        self.modules.iter().find(|record| record.key == key)
    }
}
