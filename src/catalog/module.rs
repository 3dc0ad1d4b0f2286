//! One module of a catalog: its card understood, and its HCL read when somebody asks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::{Card, Files, Lifecycle, Provision, Slot};
use crate::diag::{Finding, SourceId};
use crate::error::{Error, Result};
use crate::schema::{Providers, output_types};
use crate::terraform::{Module, Typed, is_configuration, tree_hash};

/// A module of the catalog, in one version.
#[derive(Debug)]
pub struct CatalogModule {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Its card as written.
    pub card: Card,
    /// The card's text in [`super::Catalog::sources`].
    pub card_source: SourceId,
    /// What it provides: by capability, what carries it out of the module.
    pub provides: BTreeMap<String, Provision>,
    /// What it takes: required slots first, each group by name.
    pub slots: Vec<Slot>,
    pub(super) folder: Utf8PathBuf,
    pub(super) files: Arc<Files>,
    pub(super) interface: OnceLock<Interface>,
    /// The digest, once it was asked for: every environment of a service asks again.
    pub(super) digest: OnceLock<String>,
}

/// What a module's HCL declares, and the types of its outputs once somebody asks.
#[derive(Debug)]
pub(super) struct Interface {
    module: Module,
    outputs: OnceLock<BTreeMap<String, Typed>>,
}

/// A file that belongs to a module's release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its path in the module's folder.
    pub path: Utf8PathBuf,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
}

impl CatalogModule {
    /// How far the module is in its life.
    #[must_use]
    pub fn lifecycle(&self) -> Lifecycle {
        self.card.lifecycle.value
    }

    /// Whether new services may use it.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.lifecycle() == Lifecycle::Approved
    }

    /// What a component of it is called when nobody names it.
    #[must_use]
    pub fn component_name(&self) -> &str {
        self.card.component.as_ref().map_or(&self.name, |name| name.as_str())
    }

    /// Its folder in the catalog, such as `modules/postgres`.
    #[must_use]
    pub fn folder(&self) -> &Utf8Path {
        &self.folder
    }

    /// The slot of that name.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == name)
    }

    /// What its HCL declares; read at the first call, in about a tenth of a millisecond.
    ///
    /// Never fails: what is wrong with the files stands in the module's findings, and a file
    /// that cannot be read at all is among them.
    pub fn interface(&self) -> &Module {
        &self.read_interface().module
    }

    /// The types of its outputs, as far as they can be known without planning.
    pub fn output_types(&self) -> &BTreeMap<String, Typed> {
        let interface = self.read_interface();
        interface.outputs.get_or_init(|| output_types(&interface.module, Providers::embedded()))
    }

    fn read_interface(&self) -> &Interface {
        self.interface.get_or_init(|| {
            let paths = self.files.under(&self.folder).iter();
            let own = paths.filter(|p| p.parent() == Some(&self.folder) && is_configuration(p));
            let mut unread = Vec::new();
            let mut read = Vec::new();
            for path in own {
                match self.files.read(path) {
                    Ok(bytes) => read.push((self.files.shown(path), bytes.into_owned())),
                    Err(reason) => {
                        let message = format!("{} {reason}", self.files.shown(path));
                        unread.push(Finding::error("catalog-file", message));
                    }
                }
            }
            let mut module = Module::load(read);
            module.findings.extend(unread);
            Interface { module, outputs: OnceLock::new() }
        })
    }

    /// The files that belong to a release, in order of their paths.
    ///
    /// Everything in the folder but the card, the tests, the examples and what an editor or
    /// Terraform leaves behind.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn release_files(&self) -> Result<Vec<ReleaseFile>> {
        self.files_that(is_released)
    }

    /// Every file in the folder, in order of their paths.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn all_files(&self) -> Result<Vec<ReleaseFile>> {
        self.files_that(|_| true)
    }

    /// The path under which its folder is shown to the reader.
    #[must_use]
    pub fn shown(&self) -> Utf8PathBuf {
        self.files.shown(&self.folder)
    }

    fn files_that(&self, belong: impl Fn(&Utf8Path) -> bool) -> Result<Vec<ReleaseFile>> {
        let mut files = Vec::new();
        for path in self.files.under(&self.folder) {
            let Ok(inner) = path.strip_prefix(&self.folder) else { continue };
            if !belong(inner) {
                continue;
            }
            let bytes = self.files.read(path).map_err(|reason| {
                Error::io(format!("{} {reason}", self.files.shown(path)), reason.clone())
            })?;
            files.push(ReleaseFile { path: inner.to_owned(), bytes });
        }
        Ok(files)
    }

    /// The tree hash of the release files, `h1:…`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn digest(&self) -> Result<String> {
        if let Some(known) = self.digest.get() {
            return Ok(known.clone());
        }
        let files = self.release_files()?;
        let digest = tree_hash(files.iter().map(|file| (file.path.as_path(), &*file.bytes)));
        Ok(self.digest.get_or_init(|| digest).clone())
    }
}

/// Whether a file of a module's folder, by its path there, is installed with the module: not the
/// card, the tests, the examples, or what an editor or Terraform leaves behind.
#[must_use]
pub fn is_released(inner: &Utf8Path) -> bool {
    let first = inner.components().next().map_or("", |part| part.as_str());
    let left_out = ["module.yaml", "tests", "examples"].contains(&first);
    let leavings = [".tfvars", ".tfvars.json", ".tfplan", ".orig", ".rej", "~"];
    !left_out && !leavings.iter().any(|end| inner.as_str().ends_with(end))
}
