//! One version of a module as data: its directories of configuration, its card, its notes.
//!
//! Never fails on content: what cannot be read is a finding beside a model of all the rest.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::Tree;
use super::notes::Notes;
use crate::catalog::{Card, parse};
use crate::diag::{Finding, SourceMap};
use crate::terraform::{self, Module};

/// The name of a card's file.
const CARD: &str = "module.yaml";

/// Folders whose configuration is no part of what callers use.
const NOT_RELEASED: [&str; 4] = ["examples", "tests", "test", "wrappers"];

/// One version of a module.
#[derive(Debug)]
pub struct Package {
    /// Its files.
    pub tree: Tree,
    /// The version that it says it is, or that it was asked for by.
    pub version: Option<Version>,
    /// Its card, where it has one that can be read.
    pub card: Option<Card>,
    /// What its `CHANGELOG.md` says, release by release.
    pub notes: Notes,
    /// Every directory of configuration, by its path in the module, the root's being empty;
    /// without those of examples and tests.
    pub modules: BTreeMap<Utf8PathBuf, Module>,
    /// The text of the card and what else findings of this room point into.
    pub sources: SourceMap,
    /// What is wrong with files that are no configuration.
    pub findings: Vec<Finding>,
}

impl Package {
    /// Reads a version of a module; `version` is the one it was asked for by, when it was.
    #[must_use]
    pub fn read(tree: Tree, version: Option<Version>) -> Self {
        let mut sources = SourceMap::default();
        let mut findings = Vec::new();
        let card = tree.text(CARD).and_then(|text| {
            let source = sources.add(tree.show(Utf8Path::new(CARD)), text);
            parse::<Card>(text, source).map_err(|finding| findings.push(*finding)).ok()
        });
        let notes = Notes::read(tree.text("CHANGELOG.md").unwrap_or_default());
        let told = card.as_ref().and_then(|card| terraform::version::parse(&card.version).ok());
        let modules = modules(&tree);
        Self { version: version.or(told), card, notes, modules, sources, findings, tree }
    }

    /// The root module; an empty one when the version has no configuration at its root.
    #[must_use]
    pub fn root(&self) -> &Module {
        self.modules.get(Utf8Path::new("")).unwrap_or_else(|| self.nothing())
    }

    /// A module that declares nothing, for a directory that is not there.
    pub(super) fn nothing(&self) -> &Module {
        static EMPTY: LazyLock<Module> = LazyLock::new(Module::default);
        &EMPTY
    }

    /// The directories that callers may name as a source, the root's being empty.
    ///
    /// By the standard structure of modules a directory under `modules/` is for callers when it
    /// has a `README.md`; one without is the module's own business.
    pub fn entries(&self) -> impl Iterator<Item = &Utf8Path> {
        let readme = |dir: &Utf8Path| self.tree.files.contains_key(&dir.join("README.md"));
        let public = move |dir: &Utf8Path| {
            dir.as_str().is_empty() || (dir.starts_with("modules") && readme(dir))
        };
        self.modules.keys().map(Utf8PathBuf::as_path).filter(move |dir| public(dir))
    }
}

/// Reads every directory of configuration, but not those of examples and tests.
fn modules(tree: &Tree) -> BTreeMap<Utf8PathBuf, Module> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<(Utf8PathBuf, &[u8])>> = BTreeMap::new();
    for (path, bytes) in &tree.files {
        let dir = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        let mut folders = dir.components().map(|part| part.as_str());
        let apart = folders.any(|name| name.starts_with('.') || NOT_RELEASED.contains(&name));
        if apart || path.file_name().is_some_and(|name| name.starts_with('.')) {
            continue;
        }
        if !terraform::is_configuration(path) {
            continue;
        }
        files.entry(dir).or_default().push((tree.show(path), bytes));
    }
    files.into_iter().map(|(dir, files)| (dir, Module::load(files))).collect()
}
