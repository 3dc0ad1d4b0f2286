//! Going through the components: first what the stack names, then what their needs add.

use std::collections::{BTreeMap, BTreeSet};

use super::{Graph, Instances, Link, Node, Rule, Server};
use crate::catalog::{Capability, Catalog, CatalogModule, Environment, Lifecycle, Slot, Wiring};
use crate::compose::stack::{Component, Stack};
use crate::diag::{Finding, SourceId, Span, did_you_mean};

/// Finds out who serves whom for `stack` in `environment`.
///
/// `source` is the text of `stack.yaml`, when the stack was read from one.
#[must_use]
pub fn graph<'c>(
    catalog: &'c Catalog,
    stack: &Stack,
    name: &str,
    environment: &'c Environment,
    source: Option<SourceId>,
) -> Graph<'c> {
    let mut builder = Builder {
        catalog,
        stack,
        name,
        environment,
        home: home_region(catalog, stack, environment),
        source,
        graph: Graph {
            nodes: BTreeMap::new(),
            links: BTreeMap::new(),
            findings: Vec::new(),
            open: Vec::new(),
        },
        opening: Vec::new(),
        used_pins: BTreeSet::new(),
    };
    builder.add_stack_components();
    for component in stack.components.keys() {
        builder.open(component);
    }
    builder.fill_optional_slots();
    builder.link_inputs();
    if let Err(ring) = builder.graph.in_order() {
        builder.report_ring(&ring);
    }
    builder.graph
}

pub(super) struct Builder<'c, 's> {
    pub(super) catalog: &'c Catalog,
    pub(super) stack: &'s Stack,
    pub(super) name: &'s str,
    pub(super) environment: &'c Environment,
    /// The region that a component lives in when nothing else is said.
    pub(super) home: String,
    pub(super) source: Option<SourceId>,
    pub(super) graph: Graph<'c>,
    /// Components whose needs are being filled, outermost first.
    pub(super) opening: Vec<String>,
    /// Keys of `stack.links` that a slot has taken up.
    pub(super) used_pins: BTreeSet<String>,
}

impl<'c> Builder<'c, '_> {
    fn add_stack_components(&mut self) {
        let stack = self.stack;
        for (name, component) in &stack.components {
            let module_name = component.module_in(self.name);
            let span = component.module.span;
            let Some(module) = self.catalog.module(module_name) else {
                let names = self.catalog.modules().map(|m| m.name.as_str());
                let help = did_you_mean(module_name, names)
                    .unwrap_or_else(|| "`pave list` shows the modules of the catalog".to_owned());
                self.find(
                    Finding::error("E001", format!("{name}: there is no module `{module_name}`"))
                        .help(help),
                    span,
                    "not in the catalog",
                );
                continue;
            };
            self.check_release(name, component, module);
            let region = match &component.region {
                Some(region) => region_name(self.catalog, region),
                None => self.home.clone(),
            };
            let instances = match (component.count, component.for_each.is_empty()) {
                (_, false) => Instances::ForEach(component.for_each.clone()),
                (Some(n), true) => Instances::Count(n),
                (None, true) => Instances::Single,
            };
            if component.count.is_some() && !component.for_each.is_empty() {
                let finding = Finding::error(
                    "E004",
                    format!("{name}: both `count` and `for_each` say how many there are"),
                );
                self.find(finding.help("keep one of the two"), span, "");
            }
            let node = Node { module, region, instances, added_for: None };
            self.graph.nodes.insert(name.clone(), node);
        }
    }

    fn check_release(&mut self, name: &str, component: &Component, module: &CatalogModule) {
        let wanted = component.version_in(self.name);
        let span = component.module.span;
        if *wanted != module.version {
            let versions: Vec<String> =
                self.catalog.versions(&module.name).iter().map(ToString::to_string).collect();
            let finding = Finding::error(
                "E002",
                format!("{name}: the catalog does not have {} {wanted}", module.name),
            )
            .help(format!("it has {}; write that version in stack.yaml", versions.join(", ")));
            self.find(finding, span, "");
        }
        let card = &module.card;
        let reason = card.reason.as_ref().map_or("no reason given", |r| r.as_str());
        let mut finding = match module.lifecycle() {
            Lifecycle::Approved => return,
            Lifecycle::Deprecated => {
                let message =
                    format!("{name}: {} {} is deprecated: {reason}", module.name, module.version);
                Finding::warning("W003", message)
            }
            state => Finding::error(
                "E003",
                format!(
                    "{name}: {} {} is {} and cannot be used: {reason}",
                    module.name,
                    module.version,
                    state.as_str()
                ),
            ),
        };
        if let Some(successor) = &card.successor {
            finding = finding.help(format!("use `{successor}`"));
        }
        self.find(finding, span, "");
    }

    /// Fills the required slots of a component, and of what that adds, depth first.
    pub(super) fn open(&mut self, component: &str) {
        let Some(node) = self.graph.nodes.get(component) else { return };
        let module = node.module;
        self.opening.push(component.to_owned());
        for slot in module.slots.iter().filter(|s| s.required) {
            if self.is_set_by_input(component, slot) || self.pinned(component, slot) {
                continue;
            }
            if let Some((servers, rule)) = self.choose(component, slot) {
                self.link(component, slot, servers, rule, Span::default());
            }
        }
        self.opening.pop();
    }

    /// A value in the stack for the slot's input stands instead of a link.
    fn is_set_by_input(&self, component: &str, slot: &Slot) -> bool {
        let Some(written) = self.stack.components.get(component) else { return false };
        let inputs = written.inputs_in(self.name);
        slot.target.inputs().iter().any(|input| inputs.contains_key(input))
    }

    pub(super) fn link(
        &mut self,
        component: &str,
        slot: &Slot,
        servers: Vec<Server>,
        rule: Rule,
        span: Span,
    ) {
        let link = Link {
            capability: Some(slot.capability.clone()),
            target: slot.target.clone(),
            many: slot.many,
            servers,
            rule,
            span,
        };
        self.graph.links.insert((component.to_owned(), slot.name.clone()), link);
    }

    fn fill_optional_slots(&mut self) {
        let names: Vec<String> = self.graph.nodes.keys().cloned().collect();
        for component in &names {
            let node = &self.graph.nodes[component];
            let (module, region) = (node.module, node.region.clone());
            for slot in module.slots.iter().filter(|s| !s.required) {
                if self.is_set_by_input(component, slot) || self.pinned(component, slot) {
                    continue;
                }
                let wiring =
                    self.catalog.capability(&slot.capability).map(|c: &Capability| c.wiring);
                if wiring != Some(Wiring::Automatic) {
                    continue;
                }
                let able = self.providing(&slot.capability, Some(&region), component);
                let (servers, rule) = match &able[..] {
                    [] => continue,
                    all if slot.many => (all.to_vec(), Rule::EveryComponent),
                    [one] => (vec![one.clone()], Rule::OnlyComponent),
                    several => {
                        self.ambiguous(component, slot, several);
                        continue;
                    }
                };
                let servers = servers.into_iter().map(whole).collect();
                self.link(component, slot, servers, rule, Span::default());
            }
        }
    }

    fn report_ring(&mut self, ring: &[String]) {
        let via = |from: &String, to: &String| {
            let slot = self
                .graph
                .links
                .iter()
                .find(|((c, _), l)| c == from && l.servers.iter().any(|s| s.component == *to));
            slot.map_or_else(|| from.clone(), |((c, s), _)| format!("{c}.{s}"))
        };
        let mut steps: Vec<String> = ring.windows(2).map(|w| via(&w[0], &w[1])).collect();
        steps.extend(ring.last().cloned());
        self.report_steps(&steps);
    }

    pub(super) fn report_steps(&mut self, steps: &[String]) {
        let first = steps.first().map_or("", String::as_str);
        let finding = Finding::error(
            "E030",
            format!("components need each other in a ring: {}", steps.join(" -> ")),
        )
        .help(format!("--wire {first}=COMPONENT with one outside the ring"))
        .help("or bind the capability to a module that looks it up in this environment");
        self.find(finding, Span::default(), "");
    }

    pub(super) fn find(&mut self, finding: Finding, span: Span, label: &str) {
        let finding = match self.source {
            Some(source) if span != Span::default() => finding.at(source, span, label),
            _ => finding,
        };
        self.graph.findings.push(finding);
    }
}

/// The region of an environment: the stack's when it names one.
pub(in crate::compose) fn home_region(
    catalog: &Catalog,
    stack: &Stack,
    environment: &Environment,
) -> String {
    region_name(catalog, stack.region.as_deref().unwrap_or(&environment.region.value))
}

/// A region by the catalog's short name for it, or as it is.
fn region_name(catalog: &Catalog, name: &str) -> String {
    catalog.settings.regions.get(name).map_or(name, |r| r.as_str()).to_owned()
}

pub(super) fn whole(component: String) -> Server {
    Server { component, key: None, path: None }
}
