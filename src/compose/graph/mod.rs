//! Who serves whom in one environment: components, and the links between them.
//!
//! Each need is filled by the first rule that gives exactly one answer: a pin in the stack, the
//! one component that already provides it, the environment's binding, the catalog's default or
//! only candidate. Which rule decided is kept. Types are checked elsewhere.

mod build;
mod choice;
mod pins;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use build::graph;
pub(super) use build::home_region;

use super::Open;
use crate::catalog::{CatalogModule, OutputPath, Target};
use crate::diag::{Finding, Span};

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
