//! Looking things up in a catalog.

use crate::diag::nearest;
use semver::Version;

use super::{Blueprint, Capability, Catalog, CatalogModule};
use crate::error::{Error, Result};

impl Catalog {
    /// Every module in its newest version, by name.
    pub fn modules(&self) -> impl Iterator<Item = &CatalogModule> {
        self.modules.values()
    }

    /// The modules that new services may use, by name.
    pub fn approved(&self) -> impl Iterator<Item = &CatalogModule> {
        self.modules().filter(|module| module.is_approved())
    }

    /// The newest version of a module, whatever its lifecycle.
    #[must_use]
    pub fn module(&self, name: &str) -> Option<&CatalogModule> {
        self.modules.get(name)
    }

    /// A module in exactly that version.
    #[must_use]
    pub fn module_version(&self, name: &str, version: &Version) -> Option<&CatalogModule> {
        self.module(name).filter(|module| module.version == *version)
    }

    /// The versions of a module, newest first.
    #[must_use]
    pub fn versions(&self, name: &str) -> Vec<&Version> {
        self.module(name).map(|module| &module.version).into_iter().collect()
    }

    /// The newest version of a module, or an error that names the nearest ones.
    ///
    /// # Errors
    /// When no module has that name.
    pub fn require_module(&self, name: &str) -> Result<&CatalogModule> {
        self.module(name)
            .ok_or_else(|| unknown("module", name, self.modules.keys().map(String::as_str)))
    }

    /// The blueprint of that name.
    #[must_use]
    pub fn blueprint(&self, name: &str) -> Option<&Blueprint> {
        self.blueprints.get(name).map(|blueprint| &blueprint.written)
    }

    /// A blueprint, or an error that names the nearest one.
    ///
    /// # Errors
    /// When no blueprint has that name.
    pub fn require_blueprint(&self, name: &str) -> Result<&Blueprint> {
        self.blueprint(name)
            .ok_or_else(|| unknown("blueprint", name, self.blueprints.keys().map(String::as_str)))
    }

    /// The capability of that name.
    #[must_use]
    pub fn capability(&self, name: &str) -> Option<&Capability> {
        self.capabilities.get(name)
    }

    /// The approved modules that provide a capability, by name.
    pub fn providers_of(&self, capability: &str) -> impl Iterator<Item = &CatalogModule> {
        let names = self.providers.get(capability).map_or(&[][..], Vec::as_slice);
        names.iter().filter_map(|name| self.modules.get(name)).filter(|m| m.is_approved())
    }

    /// The registry address of a module, as it stands in a `source` argument.
    #[must_use]
    pub fn source_of(&self, module: &str) -> String {
        self.settings.source_of(module)
    }
}

fn unknown<'k>(kind: &str, name: &str, known: impl Iterator<Item = &'k str> + Clone) -> Error {
    let error = Error::not_found(format!("the catalog has no {kind} `{name}`"));
    match nearest(name, known.clone()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => {
            let all: Vec<_> = known.take(20).collect();
            error.hint(format!("the {kind}s are: {}", all.join(", ")))
        }
    }
}
