//! The wiring of a service over its environments, as data.
//!
//! A component may be another module, or absent, in another environment, so what is true of it is
//! told for each. What is wrong with a service stands in its findings and not here.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::picture::{Arrow, Corners, Detail, Picture, Shape};
use crate::compose::graph::Instances;
use crate::compose::link::{LinkRecord, Linked, Placed};
use crate::compose::render::looks_up;

/// Components and links of a service, over the environments shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceWiring {
    /// The service's name.
    pub service: String,
    /// The environments shown, in order.
    pub environments: Vec<EnvironmentNode>,
    /// The components, by name.
    pub nodes: Vec<Node>,
    /// The links, by giver and taker.
    pub edges: Vec<Edge>,
}

/// An environment shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EnvironmentNode {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
}

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it is in each environment that has it.
    pub environments: BTreeMap<String, Placement>,
    /// The components that take something from it.
    pub needed_by: BTreeSet<String>,
}

/// What a component is in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Placement {
    /// The module.
    pub module: String,
    /// Its version.
    pub version: String,
    /// Whether nothing is made, and what exists is looked up.
    pub looks_up: bool,
    /// The region.
    pub region: String,
    /// How many there are.
    pub instances: InstancesRecord,
    /// The slot it was added for, as `component.slot`; null when the stack names it.
    pub added_for: Option<String>,
}

/// How many instances a component has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstancesRecord {
    /// One, with no index in its address.
    Single,
    /// That many, by number.
    Count(u32),
    /// One for each key.
    ForEach(Vec<String>),
}

/// A link: what one component gives another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Edge {
    /// The giver.
    pub from: String,
    /// The taker.
    pub to: String,
    /// The slot or input of the taker.
    pub slot: String,
    /// The capability; null for an output straight to an input.
    pub capability: Option<String>,
    /// The output, or path into one, when the link names it.
    pub output: Option<String>,
    /// By environment, the rule that decided.
    pub rules: BTreeMap<String, String>,
}

impl ServiceWiring {
    /// The wiring of `service` in the environments that are `linked`.
    #[must_use]
    pub fn of(service: &str, linked: &[Linked<'_>]) -> Self {
        let mut nodes: BTreeMap<&str, Node> = BTreeMap::new();
        for environment in linked {
            for placed in &environment.components {
                let node = nodes.entry(&placed.name).or_insert_with(|| Node {
                    name: placed.name.clone(),
                    environments: BTreeMap::new(),
                    needed_by: BTreeSet::new(),
                });
                node.environments.insert(environment.environment.clone(), placement(placed));
            }
        }
        let names: Vec<String> = nodes.keys().map(|name| (*name).to_owned()).collect();
        let mut edges: BTreeMap<_, BTreeMap<String, String>> = BTreeMap::new();
        for environment in linked {
            for link in &environment.links {
                let Some(ends) = ends(&names, link) else { continue };
                let rule = link.rule.to_string();
                edges.entry(ends).or_default().insert(environment.environment.clone(), rule);
            }
        }
        let edges: Vec<Edge> = edges
            .into_iter()
            .map(|((from, to, slot, capability, output), rules)| Edge {
                from,
                to,
                slot,
                capability,
                output,
                rules,
            })
            .collect();
        for edge in &edges {
            if let Some(node) = nodes.get_mut(edge.from.as_str()) {
                node.needed_by.insert(edge.to.clone());
            }
        }
        let environments = linked
            .iter()
            .map(|l| EnvironmentNode { name: l.environment.clone(), region: l.region.clone() });
        Self {
            service: service.to_owned(),
            environments: environments.collect(),
            nodes: nodes.into_values().collect(),
            edges,
        }
    }

    /// The picture of it.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let names: Vec<&str> = self.environments.iter().map(|e| e.name.as_str()).collect();
        let place = |name: &str| self.nodes.iter().position(|n| n.name == name);
        let mut arrows: BTreeMap<(usize, usize, &str), BTreeSet<&str>> = BTreeMap::new();
        for edge in &self.edges {
            let (Some(from), Some(to)) = (place(&edge.from), place(&edge.to)) else { continue };
            let output = edge.output.as_deref().unwrap_or_default();
            let label = edge.capability.as_deref().unwrap_or(output);
            let there = edge.rules.keys().map(String::as_str);
            arrows.entry((from, to, label)).or_default().extend(there);
        }
        let arrows = arrows.into_iter().map(|((from, to, label), there)| {
            // Where both ends are is where the link is, as a rule; then it need not be said.
            let both =
                |e: &&str| [from, to].iter().all(|n| self.nodes[*n].environments.contains_key(*e));
            let label = if names.iter().copied().filter(both).eq(in_order(&names, &there)) {
                label.to_owned()
            } else {
                format!("{label} ({})", in_order(&names, &there).collect::<Vec<_>>().join(", "))
            };
            Arrow { from, to, label, optional: false }
        });
        let mut arrows: Vec<Arrow> = arrows.collect();
        arrows.sort();
        Picture {
            title: format!("The wiring of {}", self.service),
            description: match names[..] {
                [] => "No environment.".to_owned(),
                [one] => format!("Environment {one}."),
                _ => format!("Environments {}.", names.join(", ")),
            },
            shapes: self.nodes.iter().map(|node| self.shape(node, &names)).collect(),
            arrows,
        }
    }

    fn shape(&self, node: &Node, names: &[&str]) -> Shape {
        let mut alike: Vec<(&Placement, BTreeSet<&str>)> = Vec::new();
        for (environment, placement) in &node.environments {
            match alike.iter_mut().find(|(other, _)| *other == placement) {
                Some((_, there)) => {
                    there.insert(environment);
                }
                None => alike.push((placement, BTreeSet::from([environment.as_str()]))),
            }
        }
        alike.sort_by_key(|(_, there)| names.iter().position(|name| there.contains(name)));
        let (mut details, mut brief) = (Vec::new(), Vec::new());
        for (placement, there) in &alike {
            let there: Vec<&str> = in_order(names, there).collect();
            let everywhere = there.len() == names.len();
            details.push(Detail {
                text: placement.module.clone(),
                version: Some(placement.version.clone()),
            });
            let done = match (placement.looks_up, everywhere) {
                (false, true) => None,
                (true, true) => Some("look up".to_owned()),
                (false, false) => Some(format!("create in {}", there.join(", "))),
                (true, false) => Some(format!("look up in {}", there.join(", "))),
            };
            details.extend(done.map(Detail::plain));
            details.extend(placement.instances.in_words().map(Detail::plain));
            let home = |name: &str| self.environments.iter().find(|e| e.name == name);
            if there.iter().filter_map(|name| home(name)).any(|e| e.region != placement.region) {
                details.push(Detail::plain(format!("in {}", placement.region)));
            }
            let only = if everywhere { String::new() } else { format!(", {}", there.join(", ")) };
            let line = format!("{}{only}", placement.module);
            if !brief.contains(&line) {
                brief.push(line);
            }
        }
        let round = node.environments.values().all(|p| p.looks_up);
        let corners = if round { Corners::Round } else { Corners::Square };
        Shape { name: node.name.clone(), details, brief, corners, faint: round }
    }
}

impl InstancesRecord {
    /// How many, in words; nothing for one.
    fn in_words(&self) -> Option<String> {
        match self {
            Self::Single => None,
            Self::Count(1) => Some("1 instance, by number".to_owned()),
            Self::Count(n) => Some(format!("{n} instances")),
            Self::ForEach(keys) if keys.len() > 3 => {
                Some(format!("for {} and {} more", keys[..2].join(", "), keys.len() - 2))
            }
            Self::ForEach(keys) => Some(format!("for {}", keys.join(", "))),
        }
    }
}

fn placement(placed: &Placed<'_>) -> Placement {
    Placement {
        module: placed.module.name.clone(),
        version: placed.module.version.to_string(),
        looks_up: looks_up(placed.module),
        region: placed.region.clone(),
        instances: match &placed.instances {
            Instances::Single => InstancesRecord::Single,
            Instances::Count(n) => InstancesRecord::Count(*n),
            Instances::ForEach(keys) => InstancesRecord::ForEach(keys.clone()),
        },
        added_for: placed.added_for.clone(),
    }
}

type Ends = (String, String, String, Option<String>, Option<String>);

/// Giver, taker, slot, capability and output of a link; nothing when an end is no component.
fn ends(names: &[String], link: &LinkRecord) -> Option<Ends> {
    let (from, output) = component(names, &link.from)?;
    let (to, slot) = component(names, &link.to)?;
    let output = (!output.is_empty()).then(|| output.to_owned());
    Some((from.to_owned(), to.to_owned(), slot.to_owned(), link.capability.clone(), output))
}

/// The component that an address begins with, and the rest; a name that is refused elsewhere may
/// have dots in it.
fn component<'a>(names: &'a [String], address: &'a str) -> Option<(&'a str, &'a str)> {
    let rest = |name: &String| {
        let rest = address.strip_prefix(name.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
    };
    let found = names.iter().filter_map(|name| Some((name.as_str(), rest(name)?)));
    found.max_by_key(|(name, _)| name.len())
}

/// Those of `all` that are in `some`, in the order of `all`.
fn in_order<'n>(all: &'n [&'n str], some: &'n BTreeSet<&str>) -> impl Iterator<Item = &'n str> {
    all.iter().copied().filter(|name| some.contains(name))
}
