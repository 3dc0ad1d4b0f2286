//! What a render leaves behind for the next one: `.pave/lock.json`.
//!
//! Terraform does not read it and a plan does not change without it. It says which releases
//! were used and why, and which bytes are ours, so that a file which somebody edited is seen.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::link::Linked;
use crate::error::{Error, Result};

/// Where the lock lies in a service's folder.
pub const LOCK_PATH: &str = ".pave/lock.json";

/// The only format there is.
const FORMAT: u32 = 1;

/// The record of one render.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Version of this file's format.
    pub format: u32,
    /// Whose catalog it was.
    pub organisation: String,
    /// What was used in each environment.
    pub environments: BTreeMap<String, LockedEnvironment>,
    /// The hash of every file written, by path.
    pub files: BTreeMap<Utf8PathBuf, String>,
}

/// What was used in one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedEnvironment {
    /// The components, by name.
    pub components: BTreeMap<String, LockedComponent>,
    /// The links, in order.
    pub links: Vec<LockedLink>,
    /// Components that were made here before and left the state without being destroyed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<String>,
}

/// A component's release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedComponent {
    /// The module.
    pub module: String,
    /// Its version.
    pub version: String,
    /// The source written in the Terraform.
    pub source: String,
    /// Digest of the release's files.
    pub digest: String,
    /// The slot it was added for; absent when the stack names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_for: Option<String>,
}

/// A link and the rule that chose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedLink {
    /// The taker, as `component.slot`.
    pub to: String,
    /// The server.
    pub from: String,
    /// The rule, in words.
    pub rule: String,
}

impl Lock {
    /// An empty lock of an organisation's catalog.
    #[must_use]
    pub fn new(organisation: impl Into<String>) -> Self {
        Self {
            format: FORMAT,
            organisation: organisation.into(),
            environments: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// When it is damaged or of a later format.
    pub fn read(text: &[u8]) -> Result<Self> {
        let damaged = |e: serde_json::Error| {
            Error::refused(format!("{LOCK_PATH} cannot be read: {e}"))
                .hint("restore it from version control, or move it away to start anew")
        };
        let lock: Self = serde_json::from_slice(text).map_err(damaged)?;
        if lock.format != FORMAT {
            return Err(Error::refused(format!(
                "{LOCK_PATH} has format {}, and this version of pave reads {FORMAT}",
                lock.format
            ))
            .hint("use the version of pave that wrote it, or a later one"));
        }
        Ok(lock)
    }

    /// The lock as it is written: the same bytes for the same render.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("maps with string keys serialize");
        bytes.push(b'\n');
        bytes
    }
}

impl LockedEnvironment {
    /// The record of one linked environment; `source` gives the source and digest of a module.
    ///
    /// # Errors
    /// When a release's files cannot be read.
    pub fn of(linked: &Linked<'_>, source: &dyn Fn(&str) -> String) -> Result<Self> {
        let mut components = BTreeMap::new();
        for placed in &linked.components {
            components.insert(
                placed.name.clone(),
                LockedComponent {
                    module: placed.module.name.clone(),
                    version: placed.module.version.to_string(),
                    source: source(&placed.module.name),
                    digest: placed.module.digest()?,
                    added_for: placed.added_for.clone(),
                },
            );
        }
        let links = linked.links.iter().map(|l| LockedLink {
            to: l.to.clone(),
            from: l.from.clone(),
            rule: l.rule.to_string(),
        });
        Ok(Self { components, links: links.collect(), removed: BTreeSet::new() })
    }
}

/// The hash of a file as the lock keeps it.
#[must_use]
pub fn file_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
