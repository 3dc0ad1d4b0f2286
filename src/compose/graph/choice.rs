//! Who serves a slot that the stack says nothing about: a component that is there, or a module that
//! is added.

use super::build::{Builder, whole};
use super::{Instances, Node, Rule, Server};
use crate::catalog::{CatalogModule, Slot};
use crate::compose::Open;
use crate::diag::{Finding, Span};

impl<'c> Builder<'c, '_> {
    /// Chooses who serves a required slot; reports when nobody can be chosen.
    pub(super) fn choose(&mut self, component: &str, slot: &Slot) -> Option<(Vec<Server>, Rule)> {
        let region = self.graph.nodes[component].region.clone();
        let present = self.providing(&slot.capability, Some(&region), component);
        match &present[..] {
            [_, _, ..] if slot.many => {
                return Some((present.into_iter().map(whole).collect(), Rule::EveryComponent));
            }
            [one] => return Some((vec![whole(one.clone())], Rule::OnlyComponent)),
            [] => {}
            several => {
                self.ambiguous(component, slot, several);
                return None;
            }
        }
        let (module, rule) = self.candidate(component, slot)?;
        if let Some(start) = self.opening.iter().position(|name| {
            self.graph.nodes.get(name).is_some_and(|n| std::ptr::eq(n.module, module))
        }) {
            // The links on the way are not made yet: their slots are those being filled.
            let mut steps: Vec<String> = self.opening[start + 1..]
                .iter()
                .filter_map(|name| self.graph.nodes[name].added_for.clone())
                .collect();
            steps.push(format!("{component}.{}", slot.name));
            steps.push(self.opening[start].clone());
            self.report_steps(&steps);
            return None;
        }
        let name = self.free_name(module, &region);
        let node = Node {
            module,
            region,
            instances: Instances::Single,
            added_for: Some(format!("{component}.{}", slot.name)),
        };
        self.graph.nodes.insert(name.clone(), node);
        self.open(&name);
        Some((vec![whole(name)], rule))
    }

    /// The module to add for a slot that no component serves.
    fn candidate(&mut self, component: &str, slot: &Slot) -> Option<(&'c CatalogModule, Rule)> {
        let capability = slot.capability.as_str();
        let bound = self.environment.bindings.get(capability);
        let default = self.catalog.settings.defaults.get(capability);
        for (name, rule) in [(bound, Rule::Environment), (default, Rule::CatalogDefault)] {
            if let Some(module) = name.and_then(|n| self.catalog.module(n)) {
                return Some((module, rule));
            }
        }
        let candidates: Vec<&CatalogModule> = self.catalog.providers_of(capability).collect();
        let at = format!("{component}.{}", slot.name);
        match candidates[..] {
            [one] => return Some((one, Rule::OnlyModule)),
            [] => {
                let finding = Finding::error(
                    "E010",
                    format!(
                        "{at} needs `{capability}`: no approved module provides it in {}",
                        self.name
                    ),
                );
                self.find(
                    finding.help(format!("wire it from an output: --wire {at}=COMPONENT.OUTPUT")),
                    Span::default(),
                    "",
                );
            }
            _ => {
                let names: Vec<&str> = candidates.iter().map(|m| m.name.as_str()).collect();
                let mut finding = Finding::error(
                    "E011",
                    format!(
                        "{at} needs `{capability}`: {} approved modules provide it: {}",
                        names.len(),
                        names.join(", ")
                    ),
                );
                let key = format!("{capability}@{}", self.name);
                for name in &names {
                    finding = finding.help(format!("--use {key}={name}"));
                }
                let open = Open::which_module(&finding, &at, capability, self.name, &candidates);
                self.graph.open.push(open);
                self.find(finding, Span::default(), "");
            }
        }
        None
    }

    pub(super) fn ambiguous(&mut self, component: &str, slot: &Slot, able: &[String]) {
        let at = format!("{component}.{}", slot.name);
        let mut finding = Finding::error(
            "E020",
            format!(
                "{at} needs `{}`: {} components could serve it: {}",
                slot.capability,
                able.len(),
                able.join(", ")
            ),
        );
        for name in able {
            finding = finding.help(format!("--wire {at}={name}"));
        }
        if !slot.required {
            finding = finding.help(format!("--wire {at}=none"));
        }
        let module = |name: &String| self.graph.nodes[name].module;
        let able: Vec<_> = able.iter().map(|name| (name.as_str(), module(name))).collect();
        self.graph.open.push(Open::which_component(&finding, &at, slot, &able));
        self.find(finding, Span::default(), "");
    }

    /// The components that provide a capability, in a region where one is given.
    pub(super) fn providing(
        &self,
        capability: &str,
        region: Option<&str>,
        but: &str,
    ) -> Vec<String> {
        let nodes = self.graph.nodes.iter();
        nodes
            .filter(|(name, node)| {
                name.as_str() != but
                    && node.module.provides.contains_key(capability)
                    && region.is_none_or(|r| node.region == r)
            })
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn free_name(&self, module: &CatalogModule, region: &str) -> String {
        let mut name = module.component_name().replace('-', "_");
        if region != self.home {
            name = format!("{name}_{}", region.replace('-', "_"));
        }
        let taken =
            |n: &String| self.graph.nodes.contains_key(n) || self.stack.components.contains_key(n);
        if !taken(&name) {
            return name;
        }
        (2..).map(|i| format!("{name}_{i}")).find(|n| !taken(n)).expect("names do not run out")
    }
}
