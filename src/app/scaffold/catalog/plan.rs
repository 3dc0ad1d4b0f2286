//! What a new catalog is to hold, read from the words and filled with modules.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::starters::{STARTERS, Starter};
use super::words::{RECOMMENDED_ENVIRONMENTS, environment, known, provider, recommended_registry};
use crate::app::scaffold::module::{draft, note};
use crate::app::scaffold::request::{CatalogRequest, ModuleRequest};
use crate::app::scaffold::{files, words};
use crate::catalog::{Catalog, Files, Lifecycle};
use crate::diag::Finding;
use crate::error::{Error, Result};

/// The files of a catalog by path in its folder.
pub(super) type CatalogFiles = BTreeMap<Utf8PathBuf, Vec<u8>>;

/// What a catalog is to hold.
pub(super) struct Plan {
    pub(super) organisation: String,
    pub(super) registry: String,
    pub(super) namespace: String,
    pub(super) target_system: String,
    pub(super) providers: Vec<ProviderPlan>,
    /// Name and region.
    pub(super) environments: Vec<(String, String)>,
    /// Name and summary, the first the one that the blueprint is of.
    pub(super) modules: Vec<(String, String)>,
    /// Capability to the module that provides it, where several do.
    pub(super) bindings: BTreeMap<String, String>,
    /// Whether a module asks for the tier of the environment.
    pub(super) tier: bool,
    /// Whether a module is named by an input `name`.
    pub(super) named: bool,
}

#[derive(Serialize)]
pub(super) struct ProviderPlan {
    pub(super) name: String,
    pub(super) source: String,
    pub(super) version: String,
}

impl Plan {
    pub(super) fn read(request: &CatalogRequest, dir: &Utf8Path) -> Result<Self> {
        let folder = dir.file_name().unwrap_or("catalog");
        let organisation = request
            .organisation
            .clone()
            .unwrap_or_else(|| words::capitalised(&words::words(folder)));
        let organisation = organisation.trim().to_owned();
        let registry =
            request.registry.clone().unwrap_or_else(|| recommended_registry(&organisation));
        let providers = match &request.providers[..] {
            [] => vec![known("aws").expect("the schema of aws is part of the program")],
            words => words.iter().map(|word| provider(word)).collect::<Result<_>>()?,
        };
        let environments = match &request.environments[..] {
            [] => RECOMMENDED_ENVIRONMENTS.iter().map(|word| environment(word)).collect(),
            words => words.iter().map(|word| environment(word)).collect::<Result<Vec<_>>>(),
        }?;
        let names: BTreeSet<&str> = environments.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < environments.len() {
            return Err(Error::usage("an environment is named twice")
                .hint("give each --environment a name of its own"));
        }
        let first = providers[0].name.clone();
        Ok(Self {
            organisation,
            registry,
            namespace: request.namespace.clone().unwrap_or_else(|| "platform".to_owned()),
            target_system: request.target_system.clone().unwrap_or(first),
            providers,
            environments,
            modules: Vec::new(),
            bindings: BTreeMap::new(),
            tier: false,
            named: false,
        })
    }

    /// Takes modules over from the catalog that is built in, with those that they cannot do without.
    pub(super) fn take_embedded(
        &mut self,
        request: &CatalogRequest,
        files: &mut CatalogFiles,
        notes: &mut Vec<Finding>,
    ) -> Result<()> {
        if request.from_embedded.is_empty() {
            return Ok(());
        }
        let embedded = Catalog::embedded();
        let mut names: Vec<String> = Vec::new();
        for name in &request.from_embedded {
            embedded.require_module(name)?;
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let mut at = 0;
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            let module = embedded.require_module(&name)?;
            for slot in module.slots.iter().filter(|slot| slot.required) {
                let provides = |name: &String| {
                    let module = embedded.module(name);
                    module.is_some_and(|m| m.provides.contains_key(&slot.capability))
                };
                if names.iter().any(provides) {
                    continue;
                }
                if let Some(other) = embedded.providers_of(&slot.capability).next() {
                    notes.push(note(format!(
                        "`{}` is taken over too, because `{name}` cannot do without `{}`",
                        other.name, slot.capability
                    )));
                    names.push(other.name.clone());
                }
            }
        }
        let source = Files::embedded();
        let old = &embedded.settings;
        let address = format!("{}/{}/", old.registry, old.namespace);
        for name in &names {
            let module = embedded.require_module(name)?;
            self.tier |= module.interface().variables.contains_key("tier");
            self.named |= module.interface().variables.contains_key("name");
            for capability in module.provides.keys() {
                let several =
                    names.iter().filter(|n| provides(&embedded, n, capability)).count() > 1;
                if several && !self.bindings.contains_key(capability) && capability == "network" {
                    self.bindings.insert(capability.clone(), name.clone());
                }
            }
            for path in source.under(module.folder()) {
                let bytes = source.read(path).map_err(Error::refused)?;
                let text = String::from_utf8_lossy(&bytes);
                let new = format!("{}/{}/", self.registry, self.namespace);
                files.insert(path.clone(), text.replace(&address, &new).into_bytes());
            }
            self.modules.push((name.clone(), module.card.summary.value.clone()));
        }
        Ok(())
    }

    /// Makes the modules to begin with, of the first provider whose schema is known.
    pub(super) fn make_starters(
        &mut self,
        files: &mut CatalogFiles,
        notes: &mut Vec<Finding>,
    ) -> Result<()> {
        let names = self.providers.iter().map(|provider| provider.name.as_str());
        let mut names =
            names.filter(|name| STARTERS.iter().any(|starter| starter.provider == *name));
        let Some(first) = names.next().map(str::to_owned) else { return Ok(()) };
        for starter in STARTERS.iter().filter(|starter| starter.provider == first) {
            let Starter { name, summary, .. } = starter;
            let catalog = Catalog::load(Files::memory(files.clone()))?;
            let strings = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
            let request = ModuleRequest {
                name: Some((*name).to_owned()),
                summary: Some((*summary).to_owned()),
                owner: Some("platform".to_owned()),
                resources: strings(starter.resources),
                inputs: strings(starter.inputs),
                provides: strings(starter.provides),
                ..ModuleRequest::default()
            };
            let (mut draft, told) = draft(&catalog, &request)?;
            // A catalog without an approved module makes no service.
            draft.lifecycle = Lifecycle::Approved;
            self.named |= draft.has_variable("name");
            notes.extend(told.findings);
            let home = Utf8Path::new("modules").join(name);
            let made = files::files(&draft, &catalog.source_of(name));
            files.extend(made.into_iter().map(|(path, bytes)| (home.join(path), bytes)));
            self.modules.push(((*name).to_owned(), (*summary).to_owned()));
        }
        Ok(())
    }
}

fn provides(catalog: &Catalog, module: &str, capability: &str) -> bool {
    catalog.module(module).is_some_and(|module| module.provides.contains_key(capability))
}
