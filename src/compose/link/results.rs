//! What a linked environment tells: its outputs, and who serves whom.

use super::{LinkRecord, Linker, Placed, RootOutput};
use crate::catalog::Provision;
use crate::compose::graph::Instances;

impl<'c> Linker<'c, '_> {
    pub(super) fn outputs(&self, components: &[Placed<'c>]) -> Vec<RootOutput> {
        let mut outputs = Vec::new();
        for placed in components.iter().filter(|p| p.added_for.is_none()) {
            let carried: Vec<&str> = placed
                .module
                .provides
                .values()
                .flat_map(|p| match p {
                    Provision::Whole(path) => vec![path.output.as_str()],
                    Provision::Fields(map) => map.values().map(|p| p.output.as_str()).collect(),
                })
                .collect();
            for output in placed.module.interface().outputs.values() {
                if output.ephemeral || carried.contains(&output.name.as_str()) {
                    continue;
                }
                let name = &placed.name;
                let value = match placed.instances {
                    Instances::Single => format!("module.{name}.{}", output.name),
                    Instances::Count(_) => format!("module.{name}[*].{}", output.name),
                    Instances::ForEach(_) => format!(
                        "{{ for key, instance in module.{name} : key => instance.{} }}",
                        output.name
                    ),
                };
                // `queue_arn` of `queue` need not become `queue_queue_arn`.
                let prefix = format!("{name}_");
                let full = match output.name.strip_prefix(&prefix) {
                    Some(_) => output.name.clone(),
                    None => format!("{prefix}{}", output.name),
                };
                let taken = |n: &str| outputs.iter().any(|o: &RootOutput| o.name == n);
                let numbered = (2..).map(|i| format!("{full}_{i}"));
                let unique = std::iter::once(full.clone()).chain(numbered).find(|n| !taken(n));
                outputs.push(RootOutput {
                    name: unique.expect("numbers do not run out"),
                    value,
                    description: output.description.clone().unwrap_or_default(),
                    sensitive: output.sensitive,
                });
            }
        }
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        outputs
    }

    pub(super) fn link_records(&self) -> Vec<LinkRecord> {
        let links = self.graph.links.iter();
        links
            .flat_map(|((component, slot), link)| {
                link.servers.iter().map(move |server| LinkRecord {
                    to: format!("{component}.{slot}"),
                    from: match &server.path {
                        Some(path) => format!("{}.{path}", server.component),
                        None => server.component.clone(),
                    },
                    capability: link.capability.clone(),
                    rule: link.rule,
                })
            })
            .collect()
    }
}
