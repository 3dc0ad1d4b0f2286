//! What is remembered of a module: all that went well, and what became of its mutants.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use crate::release::{Mutant, Tree};
use crate::store::Cache;

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// A test failed because of it; the file is named.
    Killed(String),
    /// No test noticed.
    Survived,
    /// Terraform finds it no valid module, so no test has to notice.
    Invalid,
}

/// What is known of a module in one state of its files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// How many runs its tests have, when all of them pass.
    pub(super) tests: Option<usize>,
    /// The examples that plan.
    pub(super) examples: BTreeSet<String>,
    /// The examples of earlier releases that can be upgraded from, by [`upgrade`].
    pub(super) upgrades: BTreeSet<String>,
    /// What became of the mutants, by [`edit`].
    pub(super) fates: BTreeMap<String, Fate>,
}

impl Record {
    /// What is remembered under a key; nothing where that cannot be read.
    pub(super) fn load(cache: &Cache, key: &str) -> Self {
        let kept = cache.get(key);
        kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }
}

/// The key of a module's files: all but those that only people read.
pub(super) fn key(ground: &str, tree: &Tree) -> String {
    let told = ["README.md", "CHANGELOG.md", "module.yaml"].map(Utf8Path::new);
    let files = tree.files.iter().filter(|(path, _)| !told.contains(&path.as_path()));
    let parts = files.flat_map(|(path, bytes)| [path.as_str().as_bytes(), bytes]);
    Cache::key([ground.as_bytes()].into_iter().chain(parts))
}

/// What a mutant is remembered by.
pub(super) fn edit(mutant: &Mutant) -> String {
    let span = mutant.edit.span;
    format!("{}:{}-{}:{}", mutant.path, span.start, span.end, mutant.edit.text)
}

/// What an upgrade is remembered by.
pub(super) fn upgrade(previous: &Tree, example: &str) -> String {
    format!("{} {example}", key("", previous))
}
