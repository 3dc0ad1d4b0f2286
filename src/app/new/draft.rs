//! A stack in the making, and where each of its inputs comes from.
//!
//! Whoever decides something later goes before whoever decided earlier; the order is that of
//! [`super::compose()`].

use std::collections::BTreeMap;

use hcl_rs::Value;

use crate::catalog::{Catalog, CatalogModule, Environment, Located};
use crate::compose::link::{Linked, link};
use crate::compose::stack::{Component, ComponentOverride, Stack};
use crate::diag::{SourceId, did_you_mean};
use crate::error::{Error, Result};

use super::Source;

/// A stack in the making.
pub(super) struct Draft<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) stack: Stack,
    /// By component, input and environment; no environment for all of them.
    sources: BTreeMap<(String, String, Option<String>), Source>,
    /// What components were called in some environment before the stack named them.
    called: BTreeMap<String, String>,
}

impl<'c> Draft<'c> {
    pub(super) fn new(catalog: &'c Catalog, stack: Stack) -> Self {
        Self { catalog, stack, sources: BTreeMap::new(), called: BTreeMap::new() }
    }

    /// Makes a component of a module that was chosen for what it provides.
    ///
    /// An environment that binds a capability of it to another module keeps to that module, so
    /// that a network which is made in one is still looked up in the other; unless that leaves no
    /// environment with the module that was chosen.
    pub(super) fn serve(&mut self, name: &str, module: &CatalogModule) {
        self.place(name, module, false);
    }

    fn place(&mut self, name: &str, module: &CatalogModule, implied: bool) {
        let mut component = Component::new(&*module.name, module.version.clone());
        for environment in &self.stack.environments {
            if let Some(other) = self.instead(environment, module, implied) {
                component.environments.insert(environment.clone(), replaced(module, other));
            }
        }
        if component.environments.len() == self.stack.environments.len() {
            component.environments.clear();
        }
        self.stack.components.insert(name.to_owned(), component);
    }

    /// The module that an environment wants for what `module` provides, when it is another one.
    fn instead(
        &self,
        environment: &str,
        module: &CatalogModule,
        implied: bool,
    ) -> Option<&'c CatalogModule> {
        let settings = &self.catalog.settings;
        let bindings = &settings.environment(environment)?.bindings;
        let mut wanted = module.provides.keys().filter_map(|capability| {
            let default = settings.defaults.get(capability.as_str()).filter(|_| implied);
            bindings.get(capability.as_str()).or(default)
        });
        let wanted = wanted.next()?;
        self.catalog.module(wanted).filter(|other| other.name != module.name)
    }

    /// Says which module answers for a capability, in one environment or in all.
    pub(super) fn answer(
        &mut self,
        capability: &str,
        environment: Option<&str>,
        module: &CatalogModule,
    ) {
        let catalog = self.catalog;
        let provides =
            |name: &str| catalog.module(name).is_some_and(|m| m.provides.contains_key(capability));
        let there = self.stack.components.iter().find(|(_, c)| provides(&c.module));
        let name = match there {
            Some((name, _)) => name.clone(),
            None => {
                let name = self.free_name(module.component_name());
                self.serve(&name, module);
                name
            }
        };
        let environments: Vec<String> = match environment {
            Some(one) => vec![one.to_owned()],
            None => self.stack.environments.clone(),
        };
        let Some(component) = self.stack.components.get_mut(&name) else { return };
        for environment in environments {
            if component.module.value == module.name {
                component.environments.remove(&environment);
            } else if let Some(base) = catalog.module(&component.module) {
                component.environments.insert(environment, replaced(base, module));
            }
        }
    }

    /// A name for a component that no other has.
    pub(super) fn free_name(&self, usual: &str) -> String {
        let name = usual.replace('-', "_");
        let taken = |name: &String| self.stack.components.contains_key(name);
        if !taken(&name) {
            return name;
        }
        let mut numbered = (2..).map(|i| format!("{name}_{i}"));
        numbered.find(|n| !taken(n)).expect("numbers do not run out")
    }

    /// The module of a component in one environment.
    pub(super) fn module_in(
        &self,
        component: &str,
        environment: &str,
    ) -> Option<&'c CatalogModule> {
        let component = self.stack.components.get(component)?;
        self.catalog.module(component.module_in(environment))
    }

    /// Whether a component has an input in some environment.
    pub(super) fn takes(&self, component: &str, input: &str) -> bool {
        self.stack.environments.iter().any(|environment| {
            self.module_in(component, environment).is_some_and(|module| has(module, input))
        })
    }

    /// Gives an input a value, in all environments whose module has that input.
    ///
    /// Where none has, the linker says so.
    pub(super) fn set(
        &mut self,
        component: &str,
        input: &str,
        value: &Located<Value>,
        source: &Source,
    ) {
        let environments = self.stack.environments.clone();
        let able: Vec<&String> = environments
            .iter()
            .filter(|e| self.module_in(component, e).is_some_and(|module| has(module, input)))
            .collect();
        let key = |environment: Option<&String>| {
            (component.to_owned(), input.to_owned(), environment.cloned())
        };
        for environment in &environments {
            self.forget(component, input, environment);
        }
        if able.is_empty() || able.len() == environments.len() {
            let Some(found) = self.stack.components.get_mut(component) else { return };
            found.inputs.insert(input.to_owned(), Located::unplaced(value.value.clone()));
            self.sources.insert(key(None), source.clone());
            return;
        }
        if let Some(found) = self.stack.components.get_mut(component) {
            found.inputs.remove(input);
            self.sources.remove(&key(None));
        }
        for environment in able {
            self.set_in(component, input, environment, value, source);
        }
    }

    /// Gives an input a value in one environment.
    pub(super) fn set_in(
        &mut self,
        component: &str,
        input: &str,
        environment: &str,
        value: &Located<Value>,
        source: &Source,
    ) {
        let Some(found) = self.stack.components.get_mut(component) else { return };
        let there = found.environments.entry(environment.to_owned()).or_default();
        there.inputs.insert(input.to_owned(), Located::unplaced(value.value.clone()));
        let key = (component.to_owned(), input.to_owned(), Some(environment.to_owned()));
        self.sources.insert(key, source.clone());
    }

    fn forget(&mut self, component: &str, input: &str, environment: &str) {
        let Some(found) = self.stack.components.get_mut(component) else { return };
        if let Some(there) = found.environments.get_mut(environment) {
            there.inputs.remove(input);
            if *there == ComponentOverride::default() {
                found.environments.remove(environment);
            }
        }
        let key = (component.to_owned(), input.to_owned(), Some(environment.to_owned()));
        self.sources.remove(&key);
    }

    /// Gives an input of a module a value wherever the service has the module; says whether it
    /// has it anywhere.
    pub(super) fn set_of_module(
        &mut self,
        module: &str,
        input: &str,
        value: &Located<Value>,
        source: &Source,
    ) -> Result<bool> {
        let mut components = self.components_of(module);
        if components.is_empty() {
            components.extend(self.imply(|_, placed| placed == module)?);
        }
        let mut any = false;
        let environments = self.stack.environments.clone();
        for component in &components {
            let of_it = |e: &&String| {
                let here = self.module_in(component, e);
                here.is_some_and(|m| m.name == module && has(m, input))
            };
            let able: Vec<&String> = environments.iter().filter(of_it).collect();
            any |= !able.is_empty();
            if able.len() == environments.len() {
                self.set(component, input, value, source);
                continue;
            }
            for environment in able {
                self.set_in(component, input, environment, value, source);
            }
        }
        Ok(any)
    }

    /// The components that are of a module in some environment.
    pub(super) fn components_of(&self, module: &str) -> Vec<String> {
        let is = |component: &Component| {
            self.stack.environments.iter().any(|e| component.module_in(e) == module)
        };
        let components = self.stack.components.iter();
        components.filter(|(_, c)| is(c)).map(|(name, _)| name.clone()).collect()
    }

    /// The component of that name in the stack, made one where only a need for it has added it.
    ///
    /// Its name may be another then: in the stack it has the name that the first environment
    /// gives to whatever fills that need.
    pub(super) fn component(&mut self, name: &str) -> Result<Option<String>> {
        if self.stack.components.contains_key(name) {
            return Ok(Some(name.to_owned()));
        }
        if let Some(now) = self.called.get(name) {
            return Ok(Some(now.clone()));
        }
        self.imply(|placed, _| placed == name)
    }

    /// Makes a component of the stack of one that only a need for it has added, so that something
    /// can be said of it; its name, when there is such a one.
    fn imply(&mut self, is: impl Fn(&str, &str) -> bool) -> Result<Option<String>> {
        let linked = self.link(None)?;
        let added = || linked.iter().flat_map(|l| &l.components).filter(|p| p.added_for.is_some());
        let Some(found) = added().find(|p| is(&p.name, &p.module.name)) else { return Ok(None) };
        let first = added().find(|p| p.added_for == found.added_for).unwrap_or(found);
        if !self.stack.components.contains_key(&first.name) {
            self.place(&first.name, first.module, true);
        }
        for other in added().filter(|p| p.added_for == found.added_for) {
            self.called.insert(other.name.clone(), first.name.clone());
        }
        Ok(Some(first.name.clone()))
    }

    /// Where the value of an input in one environment comes from, when the stack says it.
    pub(super) fn source_of(
        &self,
        component: &str,
        input: &str,
        environment: &str,
    ) -> Option<&Source> {
        let key = |e: Option<&str>| (component.to_owned(), input.to_owned(), e.map(str::to_owned));
        self.sources.get(&key(Some(environment))).or_else(|| self.sources.get(&key(None)))
    }

    /// Links every environment.
    pub(super) fn link(&self, source: Option<SourceId>) -> Result<Vec<Linked<'c>>> {
        link_all(self.catalog, &self.stack, source)
    }
}

/// Links every environment of a stack.
pub(super) fn link_all<'c>(
    catalog: &'c Catalog,
    stack: &Stack,
    source: Option<SourceId>,
) -> Result<Vec<Linked<'c>>> {
    let environments = stack.environments.iter();
    environments
        .map(|name| Ok(link(catalog, stack, name, environment(catalog, name)?, source)))
        .collect()
}

/// The environment of that name.
pub(super) fn environment<'c>(catalog: &'c Catalog, name: &str) -> Result<&'c Environment> {
    catalog.settings.environment(name).ok_or_else(|| {
        let names: Vec<&str> =
            catalog.settings.environments_in_order().iter().map(|(n, _)| *n).collect();
        let hint = did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| format!("the environments are: {}", names.join(", ")));
        Error::not_found(format!("the catalog has no environment `{name}`")).hint(hint)
    })
}

fn has(module: &CatalogModule, input: &str) -> bool {
    module.interface().variables.contains_key(input)
}

/// What says that another module does the work of `base` somewhere.
fn replaced(base: &CatalogModule, other: &CatalogModule) -> ComponentOverride {
    let version = (other.version != base.version).then(|| other.version.clone());
    ComponentOverride { module: Some(other.name.clone()), version, inputs: BTreeMap::new() }
}
