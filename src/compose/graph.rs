//! Who serves whom in one environment: components, and the links between them.
//!
//! Each need is filled by the first rule that gives exactly one answer: a pin in the stack, the
//! one component that already provides it, the environment's binding, the catalog's default or
//! only candidate. Which rule decided is kept. Types are checked elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Open;
use super::stack::{Component, Stack};
use crate::catalog::{
    Capability, Catalog, CatalogModule, Environment, Lifecycle, Located, OutputPath, Slot, Target,
    Wiring,
};
use crate::diag::{Finding, SourceId, Span, did_you_mean};

/// The components of one environment and the links between them.
#[derive(Debug)]
pub struct Graph<'c> {
    /// By name.
    pub nodes: BTreeMap<String, Node<'c>>,
    /// By consumer and slot (or input, for a link that names no slot).
    pub links: BTreeMap<(String, String), Link>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What several could serve and nothing decides; each is among the findings too.
    pub open: Vec<Open>,
}

/// A component in one environment.
#[derive(Debug)]
pub struct Node<'c> {
    /// The module it is an instance of.
    pub module: &'c CatalogModule,
    /// The region it lives in.
    pub region: String,
    /// How many there are of it.
    pub instances: Instances,
    /// The slot it was added for, as `component.slot`; nothing when the stack names it.
    pub added_for: Option<String>,
}

/// How many instances a component has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instances {
    /// One, with no index in its address.
    Single,
    /// That many, by number.
    Count(u32),
    /// One for each key.
    ForEach(Vec<String>),
}

/// What fills one slot or input.
#[derive(Debug, Clone)]
pub struct Link {
    /// The capability; nothing for a link from an output straight to an input.
    pub capability: Option<String>,
    /// Where in the consumer it goes.
    pub target: Target,
    /// Whether it is a map of all its servers.
    pub many: bool,
    /// Who serves.
    pub servers: Vec<Server>,
    /// Which rule decided.
    pub rule: Rule,
    /// Where the stack says so, when it does.
    pub span: Span,
}

/// Who serves a slot, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The component.
    pub component: String,
    /// One of its instances, by key.
    pub key: Option<String>,
    /// The output or path into one; nothing for whatever carries the capability.
    pub path: Option<OutputPath>,
}

/// Which rule chose a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The stack says so.
    Pin,
    /// It was the one component that provides it.
    OnlyComponent,
    /// The slot takes every component that provides it.
    EveryComponent,
    /// The environment binds the capability to a module.
    Environment,
    /// The catalog names a default.
    CatalogDefault,
    /// One approved module provides it.
    OnlyModule,
}

impl Rule {
    /// The rule in words, for summaries and the lock.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pinned in the stack",
            Self::OnlyComponent => "the only component that provides it",
            Self::EveryComponent => "every component that provides it",
            Self::Environment => "bound by the environment",
            Self::CatalogDefault => "the catalog's default",
            Self::OnlyModule => "the only approved module",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Graph<'_> {
    /// The components with those that they depend on first; equals in alphabetical order.
    ///
    /// # Errors
    /// The ring of components, the first repeated at the end, when there is one.
    pub fn in_order(&self) -> Result<Vec<&str>, Vec<String>> {
        let mut waits: BTreeMap<&str, BTreeSet<&str>> =
            self.nodes.keys().map(|n| (n.as_str(), BTreeSet::new())).collect();
        for ((consumer, _), link) in &self.links {
            for server in &link.servers {
                if let (Some(set), true) =
                    (waits.get_mut(consumer.as_str()), self.nodes.contains_key(&server.component))
                {
                    set.insert(&server.component);
                }
            }
        }
        let mut order: Vec<&str> = Vec::with_capacity(waits.len());
        let mut done: BTreeSet<&str> = BTreeSet::new();
        while order.len() < waits.len() {
            let ready: Vec<&str> = waits
                .iter()
                .filter(|(n, on)| !done.contains(*n) && on.is_subset(&done))
                .map(|(n, _)| *n)
                .collect();
            if ready.is_empty() {
                return Err(ring(&waits, &done));
            }
            done.extend(&ready);
            order.extend(ready);
        }
        Ok(order)
    }
}

/// A ring among the components that wait: following any need must come back at last.
fn ring(waits: &BTreeMap<&str, BTreeSet<&str>>, done: &BTreeSet<&str>) -> Vec<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut at = waits.keys().find(|n| !done.contains(*n)).copied();
    while let Some(name) = at {
        if let Some(start) = path.iter().position(|p| *p == name) {
            let mut ring: Vec<String> = path[start..].iter().map(|s| (*s).to_owned()).collect();
            ring.push(name.to_owned());
            return ring;
        }
        path.push(name);
        at = waits[name].iter().find(|n| !done.contains(*n)).copied();
    }
    path.into_iter().map(str::to_owned).collect()
}

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

struct Builder<'c, 's> {
    catalog: &'c Catalog,
    stack: &'s Stack,
    name: &'s str,
    environment: &'c Environment,
    /// The region that a component lives in when nothing else is said.
    home: String,
    source: Option<SourceId>,
    graph: Graph<'c>,
    /// Components whose needs are being filled, outermost first.
    opening: Vec<String>,
    /// Keys of `stack.links` that a slot has taken up.
    used_pins: BTreeSet<String>,
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
    fn open(&mut self, component: &str) {
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

    /// Takes up the stack's own links for a slot, by the slot's name or that of its input.
    fn pinned(&mut self, component: &str, slot: &Slot) -> bool {
        let inputs = slot.target.inputs();
        let mut names = vec![slot.name.as_str()];
        if let [input] = inputs[..] {
            names.push(input);
        }
        let stack = self.stack;
        for name in names {
            let key = format!("{component}.{name}");
            let Some(written) = stack.links.get(&key) else { continue };
            self.used_pins.insert(key.clone());
            let servers: Vec<Server> =
                written.iter().filter_map(|text| self.server(&key, text)).collect();
            if servers.len() != written.len() {
                return true;
            }
            if servers.is_empty() && slot.required {
                let capability = &slot.capability;
                let finding = Finding::error(
                    "E010",
                    format!("{key} needs `{capability}`, and the stack leaves it empty"),
                );
                self.find(
                    finding.help(format!("remove the link `{key}: []`")),
                    Span::default(),
                    "",
                );
                return true;
            }
            if servers.len() > 1 && !slot.many {
                let finding =
                    Finding::error("E020", format!("{key} takes one `{}`", slot.capability));
                self.find(finding.help("keep one of the links"), written[1].span, "one too many");
                return true;
            }
            for (server, text) in servers.iter().zip(written) {
                self.check_provides(&key, slot, server, text.span);
            }
            let span = written.first().map_or(Span::default(), |w| w.span);
            self.link(component, slot, servers, Rule::Pin, span);
            return true;
        }
        false
    }

    fn check_provides(&mut self, key: &str, slot: &Slot, server: &Server, span: Span) {
        let Some(node) = self.graph.nodes.get(&server.component) else { return };
        let module = node.module;
        if server.path.is_some() || module.provides.contains_key(&slot.capability) {
            return;
        }
        let provided: Vec<&str> = module.provides.keys().map(String::as_str).collect();
        let provided = if provided.is_empty() { "nothing".to_owned() } else { provided.join(", ") };
        let able = self.providing(&slot.capability, None, "");
        let mut finding = Finding::error(
            "E040",
            format!(
                "{key}: {} ({} {}) does not provide `{}`, only {provided}",
                server.component, module.name, module.version, slot.capability
            ),
        );
        if let Some(first) = able.first() {
            finding = finding.help(format!("--wire {key}={first}"));
        }
        self.find(finding, span, "does not provide it");
    }

    /// Chooses who serves a required slot; reports when nobody can be chosen.
    fn choose(&mut self, component: &str, slot: &Slot) -> Option<(Vec<Server>, Rule)> {
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

    fn ambiguous(&mut self, component: &str, slot: &Slot, able: &[String]) {
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
    fn providing(&self, capability: &str, region: Option<&str>, but: &str) -> Vec<String> {
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

    fn link(&mut self, component: &str, slot: &Slot, servers: Vec<Server>, rule: Rule, span: Span) {
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

    /// Links of the stack that name an input which is no slot: an output straight to an input.
    fn link_inputs(&mut self) {
        let stack = self.stack;
        for (key, written) in &stack.links {
            if self.used_pins.contains(key) {
                continue;
            }
            let span = written.first().map_or(Span::default(), |w| w.span);
            let Some((component, input)) = key.split_once('.') else {
                let finding = Finding::error("E021", format!("`{key}` names no slot"));
                self.find(finding.help("write `component.slot`"), span, "");
                continue;
            };
            let Some(node) = self.graph.nodes.get(component) else {
                // A component may exist in another environment only.
                if !stack.components.contains_key(component) {
                    let names = self.graph.nodes.keys().map(String::as_str);
                    let mut finding = Finding::error(
                        "E021",
                        format!("{key}: there is no component `{component}`"),
                    );
                    finding.help.extend(did_you_mean(component, names));
                    self.find(finding, span, "");
                }
                continue;
            };
            let module = node.module;
            if !module.interface().variables.contains_key(input) {
                let slots = module.slots.iter().map(|s| s.name.as_str());
                let inputs = module.interface().variables.keys().map(String::as_str);
                let help = did_you_mean(input, slots.chain(inputs)).unwrap_or_else(|| {
                    let slots: Vec<&str> = module.slots.iter().map(|s| s.name.as_str()).collect();
                    format!("its slots are: {}", slots.join(", "))
                });
                let finding = Finding::error(
                    "E021",
                    format!("{key}: {} has no slot or input `{input}`", module.name),
                );
                self.find(finding.help(help), span, "");
                continue;
            }
            let servers: Vec<Server> =
                written.iter().filter_map(|text| self.server(key, text)).collect();
            if servers.is_empty() {
                continue;
            }
            if servers.len() > 1 || servers[0].path.is_none() {
                let finding = Finding::error(
                    "E021",
                    format!("{key}: an input takes one output, as COMPONENT.OUTPUT"),
                );
                self.find(finding, span, "");
                continue;
            }
            let link = Link {
                capability: None,
                target: Target::Whole(input.to_owned()),
                many: false,
                servers,
                rule: Rule::Pin,
                span,
            };
            self.graph.links.insert((component.to_owned(), input.to_owned()), link);
        }
    }

    /// Reads `component`, `component["key"]` or either followed by `.output…`.
    fn server(&mut self, key: &str, text: &Located<String>) -> Option<Server> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (component, mut rest) = text.split_at(end);
        let mut instance = None;
        if let Some((inside, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            instance = Some(inside.trim_matches('"').to_owned());
            rest = after;
        }
        let path = match rest.strip_prefix('.') {
            None if rest.is_empty() => None,
            Some(path) => match path.parse::<OutputPath>() {
                Ok(path) => Some(path),
                Err(problem) => {
                    self.find(Finding::error("E021", format!("{key}: {problem}")), text.span, "");
                    return None;
                }
            },
            None => {
                let problem = format!("{key}: `{text}` is not COMPONENT or COMPONENT.OUTPUT");
                self.find(Finding::error("E021", problem), text.span, "");
                return None;
            }
        };
        if !self.graph.nodes.contains_key(component) {
            let names: Vec<&str> = self.graph.nodes.keys().map(String::as_str).collect();
            let help = did_you_mean(component, names.iter().copied())
                .unwrap_or_else(|| format!("the components are: {}", names.join(", ")));
            let finding =
                Finding::error("E021", format!("{key}: there is no component `{component}`"));
            self.find(finding.help(help), text.span, "no such component");
            return None;
        }
        Some(Server { component: component.to_owned(), key: instance, path })
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

    fn report_steps(&mut self, steps: &[String]) {
        let first = steps.first().map_or("", String::as_str);
        let finding = Finding::error(
            "E030",
            format!("components need each other in a ring: {}", steps.join(" -> ")),
        )
        .help(format!("--wire {first}=COMPONENT with one outside the ring"))
        .help("or bind the capability to a module that looks it up in this environment");
        self.find(finding, Span::default(), "");
    }

    fn find(&mut self, finding: Finding, span: Span, label: &str) {
        let finding = match self.source {
            Some(source) if span != Span::default() => finding.at(source, span, label),
            _ => finding,
        };
        self.graph.findings.push(finding);
    }
}

/// The region of an environment: the stack's when it names one.
pub(super) fn home_region(catalog: &Catalog, stack: &Stack, environment: &Environment) -> String {
    region_name(catalog, stack.region.as_deref().unwrap_or(&environment.region.value))
}

/// A region by the catalog's short name for it, or as it is.
fn region_name(catalog: &Catalog, name: &str) -> String {
    catalog.settings.regions.get(name).map_or(name, |r| r.as_str()).to_owned()
}

fn whole(component: String) -> Server {
    Server { component, key: None, path: None }
}
