//! The wiring of a service as a Mermaid diagram, which code hosts draw.

use std::collections::BTreeSet;

use super::link::Linked;
use super::render::looks_up;

/// One diagram over all environments: what is made has square corners, what is looked up round.
#[must_use]
pub fn mermaid(linked: &[Linked<'_>]) -> String {
    let mut nodes = BTreeSet::new();
    let mut edges = BTreeSet::new();
    for environment in linked {
        let only = |there: usize| {
            if there == linked.len() {
                String::new()
            } else {
                format!(", {}", environment.environment)
            }
        };
        for placed in &environment.components {
            let name = &placed.name;
            let there =
                linked.iter().filter(|l| l.components.iter().any(|p| p.name == *name)).count();
            let (open, close) = if looks_up(placed.module) { ("([", "])") } else { ("[", "]") };
            nodes.insert(format!(
                "  {name}{open}\"{name}<br/>{}{}\"{close}",
                placed.module.name,
                only(there)
            ));
        }
        for link in &environment.links {
            let (to, _) = link.to.split_once('.').unwrap_or((&link.to, ""));
            let (from, output) = link.from.split_once('.').unwrap_or((&link.from, ""));
            let label = link.capability.as_deref().unwrap_or(output);
            edges.insert(format!("  {from} -->|{label}| {to}"));
        }
    }
    let mut text = String::from("flowchart LR\n");
    for line in nodes.into_iter().chain(edges) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}
