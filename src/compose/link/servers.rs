//! The expressions that join a component to those that serve it.

use std::collections::BTreeMap;

use super::Linker;
use crate::catalog::{OutputPath, Provision, Step, Target};
use crate::compose::graph::{Instances, Link, Node, Rule, Server};
use crate::diag::{Finding, Span};
use crate::terraform::{assign, render};

impl Linker<'_, '_> {
    /// By input, what its link gives.
    pub(super) fn linked_arguments(
        &mut self,
        name: &str,
        instances: &Instances,
    ) -> BTreeMap<String, LinkedArgument> {
        let mut arguments = BTreeMap::new();
        let mut findings = Vec::new();
        let from = (name.to_owned(), String::new());
        for ((component, slot), link) in self.graph.links.range(from..) {
            if component != name {
                break;
            }
            if link.servers.is_empty() {
                continue;
            }
            let at = format!("{component}.{slot}");
            let before = findings.len();
            self.check_provisions(&at, link, &mut findings);
            let blamed = findings.len() > before;
            for (input, field) in fields(&link.target) {
                let value = if link.many {
                    self.many(link, field, &at, &mut findings)
                } else {
                    self.single(link, field, &at, instances, &mut findings)
                };
                if let Some(value) = value {
                    let capability = link.capability.clone();
                    let (rule, span) = (link.rule, link.span);
                    arguments.insert(
                        input.to_owned(),
                        LinkedArgument { value, rule, span, capability, blamed },
                    );
                }
            }
        }
        for (finding, span) in findings {
            self.find(finding, span, "");
        }
        arguments
    }

    /// Whether what a server provides is what the capability promises.
    fn check_provisions(&self, at: &str, link: &Link, findings: &mut Vec<(Finding, Span)>) {
        let Some(capability) = link.capability.as_deref().and_then(|c| self.catalog.capability(c))
        else {
            return;
        };
        for server in link.servers.iter().filter(|s| s.path.is_none()) {
            let module = self.graph.nodes[&server.component].module;
            let Some(Provision::Whole(path)) = module.provides.get(capability.name.as_str()) else {
                continue;
            };
            let Some(typed) = module.output_types().get(&path.output) else { continue };
            if !path.steps.is_empty() {
                continue;
            }
            for mismatch in assign(&typed.ty, &capability.ty).iter().filter(|m| m.is_error()) {
                let finding = Finding::error(
                    "E040",
                    format!(
                        "{at}: {} {} does not provide `{}`: {mismatch}",
                        module.name, module.version, capability.name
                    ),
                )
                .help(format!("wire what does: --wire {at}=COMPONENT.OUTPUT"))
                .help(format!("tell {}, who own {}", module.card.owner.value, module.name));
                findings.push((finding, link.span));
            }
        }
    }

    /// The expression for a slot that one component serves.
    fn single(
        &self,
        link: &Link,
        field: Option<&str>,
        at: &str,
        consumer: &Instances,
        findings: &mut Vec<(Finding, Span)>,
    ) -> Option<String> {
        let server = link.servers.first()?;
        let node = &self.graph.nodes[&server.component];
        let address = format!("module.{}", server.component);
        let indexed = match (&node.instances, &server.key) {
            (Instances::Single, None) => address,
            (Instances::Count(n), Some(key)) if key.parse().is_ok_and(|i: u32| i < *n) => {
                format!("{address}[{key}]")
            }
            (Instances::ForEach(keys), Some(key)) if keys.contains(key) => {
                format!("{address}[{}]", render::string(key))
            }
            (Instances::ForEach(keys), None) if consumer == &Instances::ForEach(keys.clone()) => {
                format!("{address}[each.key]")
            }
            (Instances::Count(n), None) if consumer == &Instances::Count(*n) => {
                format!("{address}[count.index]")
            }
            (Instances::Count(0 | 1), None) => {
                let path = self.paths(node, link, server, field)?;
                return Some(path.expression(&|p| format!("one({address}[*].{p})")));
            }
            (instances, key) => {
                findings.push((wrong_instance(at, server, instances, key.as_deref()), link.span));
                return None;
            }
        };
        let path = self.paths(node, link, server, field)?;
        Some(path.expression(&|p| format!("{indexed}.{p}")))
    }

    /// The expression for a slot that takes a map of all its servers.
    fn many(
        &self,
        link: &Link,
        field: Option<&str>,
        at: &str,
        findings: &mut Vec<(Finding, Span)>,
    ) -> Option<String> {
        let mut singles = Vec::new();
        let mut maps = Vec::new();
        for server in &link.servers {
            let node = &self.graph.nodes[&server.component];
            let path = self.paths(node, link, server, field)?;
            let name = &server.component;
            let address = format!("module.{name}");
            match (&node.instances, &server.key) {
                (Instances::Single, None) => {
                    let value = path.expression(&|p| format!("{address}.{p}"));
                    singles.push(format!("{name} = {value}"));
                }
                (Instances::ForEach(keys), Some(key)) if keys.contains(key) => {
                    let index = render::string(key);
                    let value = path.expression(&|p| format!("{address}[{index}].{p}"));
                    let label = render::key(&format!("{name}_{key}"));
                    singles.push(format!("{label} = {value}"));
                }
                (Instances::ForEach(_) | Instances::Count(_), None) => {
                    let value = path.expression(&|p| format!("instance.{p}"));
                    maps.push(format!(
                        "{{ for key, instance in {address} : \"{name}_${{key}}\" => {value} }}"
                    ));
                }
                (instances, key) => {
                    let finding = wrong_instance(at, server, instances, key.as_deref());
                    findings.push((finding, link.span));
                    return None;
                }
            }
        }
        let object = match &singles[..] {
            [] => None,
            [one] => Some(format!("{{ {one} }}")),
            several => Some(format!("{{\n{}\n}}", several.join("\n"))),
        };
        Some(match (object, &maps[..]) {
            (Some(object), []) => object,
            (None, [map]) => map.clone(),
            (object, maps) => {
                let all: Vec<String> = object.into_iter().chain(maps.iter().cloned()).collect();
                format!("merge(\n{}\n)", all.join(",\n"))
            }
        })
    }

    /// The output paths that serve a link, or one field of it.
    fn paths(
        &self,
        node: &Node<'_>,
        link: &Link,
        server: &Server,
        field: Option<&str>,
    ) -> Option<Paths> {
        let with_field = |path: &OutputPath| match field {
            Some(field) => {
                let mut path = path.clone();
                path.steps.push(Step::Attribute(field.to_owned()));
                path
            }
            None => path.clone(),
        };
        if let Some(path) = &server.path {
            return Some(Paths::One(with_field(path)));
        }
        match (node.module.provides.get(link.capability.as_deref()?)?, field) {
            (Provision::Whole(path), _) => Some(Paths::One(with_field(path))),
            (Provision::Fields(map), Some(field)) => map.get(field).cloned().map(Paths::One),
            (Provision::Fields(map), None) => Some(Paths::Object(map.clone())),
        }
    }
}

/// What a link gives to an input.
pub(super) struct LinkedArgument {
    pub(super) value: String,
    pub(super) rule: Rule,
    pub(super) span: Span,
    pub(super) capability: Option<String>,
    /// Whether the server was found not to keep its promise, which says it all.
    pub(super) blamed: bool,
}

/// One output path, or one for each field of an object.
enum Paths {
    One(OutputPath),
    Object(BTreeMap<String, OutputPath>),
}

impl Paths {
    fn expression(&self, around: &dyn Fn(&OutputPath) -> String) -> String {
        match self {
            Self::One(path) => around(path),
            Self::Object(map) => {
                let items = map.iter().map(|(field, path)| format!("{field} = {}", around(path)));
                format!("{{\n{}\n}}", items.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// By input, the field of the capability that goes there; nothing for the whole.
fn fields(target: &Target) -> Vec<(&str, Option<&str>)> {
    match target {
        Target::Whole(input) => vec![(input, None)],
        Target::Fields(map) => map
            .iter()
            .map(|(input, field)| (input.as_str(), (field != "*").then_some(field.as_str())))
            .collect(),
    }
}

fn wrong_instance(at: &str, server: &Server, instances: &Instances, key: Option<&str>) -> Finding {
    let component = &server.component;
    let keys: Vec<String> = match instances {
        Instances::Single => Vec::new(),
        Instances::Count(n) => (0..*n).map(|i| i.to_string()).collect(),
        Instances::ForEach(keys) => keys.clone(),
    };
    let message = match key {
        Some(key) => format!("{at}: {component} has no instance `{key}`"),
        None => format!(
            "{at} takes one, and {component} has {} instances: {}",
            keys.len(),
            keys.join(", ")
        ),
    };
    let mut finding = Finding::error("E022", message);
    if keys.is_empty() {
        finding = finding.help(format!("--wire {at}={component}"));
    }
    for key in keys.iter().take(5) {
        finding = finding.help(format!("--wire '{at}={component}[\"{key}\"]'"));
    }
    finding
}
