//! What the places of a card's guardrails lead to in the HCL.

use crate::terraform::{Argument, Module, Named, NestedBlock, Resource};

/// What a guardrail's place leads to.
#[derive(Debug, Default)]
pub(super) struct Found<'m> {
    /// The arguments that it names; those of every block of that kind.
    pub(super) arguments: Vec<&'m Argument>,
    /// Whether it leads anywhere: to an argument, a block or the resource itself.
    pub(super) is_there: bool,
}

/// The arguments that a place such as `aws_s3_bucket_versioning.this.versioning_configuration.status`
/// names.
pub(super) fn arguments<'m>(module: &'m Module, at: &str) -> Vec<&'m Argument> {
    find(module, at).map(|found| found.arguments).unwrap_or_default()
}

/// What a place leads to; nothing when its resource does not exist, which is found elsewhere.
pub(super) fn find<'m>(module: &'m Module, at: &str) -> Option<Found<'m>> {
    let parts: Vec<&str> = at.split('.').collect();
    let length = if parts.first() == Some(&"data") { 3 } else { 2 };
    let (address, rest) = parts.split_at_checked(length)?;
    let resource = module.resources.get(&address.join("."))?;
    let mut found = Found::default();
    match rest {
        [] => found.is_there = true,
        _ => inside(&resource.arguments, &resource.blocks, rest, &mut found),
    }
    // What stands in `lifecycle` and the meta-arguments are kept apart from the arguments.
    found.is_there |= rest.first().is_some_and(|name| is_meta(resource, name));
    Some(found)
}

fn inside<'m>(
    arguments: &'m Named<Argument>,
    blocks: &'m [NestedBlock],
    path: &[&str],
    found: &mut Found<'m>,
) {
    let Some((name, rest)) = path.split_first() else { return };
    if let Some(argument) = arguments.get(*name) {
        found.arguments.push(argument);
        found.is_there = true;
    }
    for block in blocks.iter().filter(|block| block.effective_kind() == *name) {
        found.is_there |= rest.is_empty();
        match block.kind.as_str() {
            "dynamic" => {
                for content in block.blocks.iter().filter(|inner| inner.kind == "content") {
                    inside(&content.arguments, &content.blocks, rest, found);
                }
            }
            _ => inside(&block.arguments, &block.blocks, rest, found),
        }
    }
}

fn is_meta(resource: &Resource, name: &str) -> bool {
    match name {
        "lifecycle" => resource.lifecycle.is_some(),
        "count" => resource.count.is_some(),
        "for_each" => resource.for_each.is_some(),
        _ => false,
    }
}
