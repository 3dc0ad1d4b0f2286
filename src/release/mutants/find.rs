//! What an address of a guardrail names in a module.

use std::collections::BTreeSet;

use crate::terraform::{Argument, Expression, Lifecycle, Module, NestedBlock, Place, Resource};

/// What an address names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'m> {
    /// A block as a whole.
    Whole(Place),
    /// Something that is set to an expression.
    Set {
        /// From the name to the end of the expression.
        place: Place,
        /// The expression.
        value: &'m Expression,
    },
}

impl<'m> Part<'m> {
    /// From its first byte to its last.
    pub(super) fn place(&self) -> Place {
        match self {
            Self::Whole(place) | Self::Set { place, .. } => *place,
        }
    }

    fn argument(argument: &'m Argument) -> Self {
        Self::Set { place: argument.place, value: &argument.value }
    }
}

/// Everything that an address names; several blocks may be of one kind. Empty for nothing.
///
/// `var.x` names the validations of an input variable, and what stands in a `dynamic` block is
/// named as if the block that results stood there.
pub(super) fn find<'m>(module: &'m Module, address: &str) -> Vec<Part<'m>> {
    let steps: Vec<&str> = address.split('.').collect();
    match steps.as_slice() {
        ["var", name] => {
            let variable = module.variables.get(*name);
            let validations = variable.into_iter().flat_map(|v| &v.validations);
            validations.map(|v| Part::Whole(v.place)).collect()
        }
        ["local", name] => {
            let local = module.locals.get(*name);
            local.map(|l| Part::Set { place: l.place, value: &l.value }).into_iter().collect()
        }
        _ => {
            let head = if steps[0] == "data" { 3 } else { 2 };
            let Some((head, rest)) = steps.split_at_checked(head) else { return Vec::new() };
            let resource = module.resources.get(&head.join("."));
            resource.map(|resource| in_resource(resource, rest)).unwrap_or_default()
        }
    }
}

fn in_resource<'m>(resource: &'m Resource, steps: &[&str]) -> Vec<Part<'m>> {
    let Some((first, rest)) = steps.split_first() else {
        return vec![Part::Whole(resource.place)];
    };
    if *first == "lifecycle" {
        let lifecycle = resource.lifecycle.as_ref();
        return lifecycle.map(|lifecycle| in_lifecycle(lifecycle, rest)).unwrap_or_default();
    }
    let meta = match *first {
        "count" => &resource.count,
        "for_each" => &resource.for_each,
        "provider" => &resource.provider,
        "depends_on" => &resource.depends_on,
        _ => &None,
    };
    let argument = resource.arguments.get(*first).or(meta.as_ref());
    match argument.filter(|_| rest.is_empty()) {
        Some(argument) => vec![Part::argument(argument)],
        None => in_blocks(&resource.blocks, steps),
    }
}

fn in_lifecycle<'m>(lifecycle: &'m Lifecycle, steps: &[&str]) -> Vec<Part<'m>> {
    match steps {
        [] => vec![Part::Whole(lifecycle.place)],
        ["precondition"] => lifecycle.preconditions.iter().map(|c| Part::Whole(c.place)).collect(),
        ["postcondition"] => {
            lifecycle.postconditions.iter().map(|c| Part::Whole(c.place)).collect()
        }
        [name] => lifecycle.arguments.get(*name).map(Part::argument).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn in_blocks<'m>(blocks: &'m [NestedBlock], steps: &[&str]) -> Vec<Part<'m>> {
    let Some((kind, rest)) = steps.split_first() else { return Vec::new() };
    let of_kind = blocks.iter().filter(|block| block.effective_kind() == *kind);
    of_kind.flat_map(|block| in_block(block, rest)).collect()
}

fn in_block<'m>(block: &'m NestedBlock, steps: &[&str]) -> Vec<Part<'m>> {
    let Some((first, rest)) = steps.split_first() else { return vec![Part::Whole(block.place)] };
    let inner = inside(block);
    match inner.arguments.get(*first).filter(|_| rest.is_empty()) {
        Some(argument) => vec![Part::argument(argument)],
        None => in_blocks(&inner.blocks, steps),
    }
}

/// What a block says; what a dynamic one repeats stands in its `content`.
fn inside(block: &NestedBlock) -> &NestedBlock {
    let content = || block.blocks.iter().find(|inner| inner.kind == "content");
    if block.kind == "dynamic" { content().unwrap_or(block) } else { block }
}

/// The addresses that might have been meant: of the same resource where it is known.
pub(super) fn known(module: &Module, address: &str) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for resource in module.resources.values() {
        let of = resource.address();
        if address.strip_prefix(&of).is_some_and(|rest| rest.starts_with('.')) {
            known.extend(resource.arguments.values().map(|a| format!("{of}.{}", a.name)));
            below(&of, &resource.blocks, &mut known);
        } else {
            known.insert(of);
        }
    }
    let validated = module.variables.values().filter(|v| !v.validations.is_empty());
    known.extend(validated.map(|v| format!("var.{}", v.name)));
    known.extend(module.locals.values().map(|l| format!("local.{}", l.name)));
    known
}

fn below(of: &str, blocks: &[NestedBlock], known: &mut BTreeSet<String>) {
    for block in blocks {
        let of = format!("{of}.{}", block.effective_kind());
        let inner = inside(block);
        known.extend(inner.arguments.values().map(|a| format!("{of}.{}", a.name)));
        below(&of, &inner.blocks, known);
        known.insert(of);
    }
}
