//! A block together with the blocks of override files that change it.
//!
//! Terraform merges an override argument by argument, and nested blocks kind by kind: where an
//! override has blocks of a kind, they take the place of all the blocks of that kind before it.

use super::Place;
use crate::diag::SourceId;
use crate::hcl::syntax::{Attribute, Block};

/// A node and the text it stands in.
#[derive(Debug)]
pub(super) struct At<'t, T> {
    pub(super) source: SourceId,
    pub(super) node: &'t T,
}

// Derived, these would ask the same of the node, which is only pointed at.
impl<T> Clone for At<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<'_, T> {}

/// A block and what overrides it, the first written first.
#[derive(Debug, Clone)]
pub(super) struct Layers<'t> {
    base: At<'t, Block<'t>>,
    overrides: Vec<At<'t, Block<'t>>>,
}

impl<'t> Layers<'t> {
    pub(super) fn new(base: At<'t, Block<'t>>) -> Self {
        Self { base, overrides: Vec::new() }
    }

    /// Several blocks taken as one; `None` when there is none.
    pub(super) fn of(blocks: &[At<'t, Block<'t>>]) -> Option<Self> {
        let (base, overrides) = blocks.split_first()?;
        Some(Self { base: *base, overrides: overrides.to_vec() })
    }

    pub(super) fn push(&mut self, block: At<'t, Block<'t>>) {
        self.overrides.push(block);
    }

    /// The block that is overridden.
    pub(super) fn base(&self) -> At<'t, Block<'t>> {
        self.base
    }

    pub(super) fn place(&self) -> Place {
        Place::new(self.base.source, self.base.node.span)
    }

    pub(super) fn label(&self, index: usize) -> Option<(&'t str, Place)> {
        let label = self.base.node.labels.get(index)?;
        Some((&label.text, Place::new(self.base.source, label.span)))
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = At<'t, Block<'t>>> {
        [self.base].into_iter().chain(self.overrides.iter().copied())
    }

    /// The attribute of that name, as the last layer that has it says.
    pub(super) fn attribute(&self, name: &str) -> Option<At<'t, Attribute<'t>>> {
        self.all().rev().find_map(|layer| {
            let node = layer.node.body.attribute(name)?;
            Some(At { source: layer.source, node })
        })
    }

    /// Every attribute as the last layer that has it says, in the order first written.
    pub(super) fn attributes(&self) -> Vec<At<'t, Attribute<'t>>> {
        let mut merged: Vec<At<'t, Attribute<'t>>> = Vec::new();
        for layer in self.all() {
            for node in layer.node.body.attributes() {
                let at = At { source: layer.source, node };
                match merged.iter_mut().find(|m| m.node.name.text == node.name.text) {
                    // A repeated name within one layer is a finding of the parser.
                    Some(known) if known.source != at.source => *known = at,
                    Some(_) => {}
                    None => merged.push(at),
                }
            }
        }
        merged
    }

    /// The nested blocks that stand, in source order.
    pub(super) fn blocks(&self) -> Vec<At<'t, Block<'t>>> {
        let mut merged: Vec<At<'t, Block<'t>>> = Vec::new();
        for layer in self.all() {
            let own: Vec<_> = layer.node.body.blocks().collect();
            merged.retain(|block| !own.iter().any(|o| kind_of(o) == kind_of(block.node)));
            merged.extend(own.into_iter().map(|node| At { source: layer.source, node }));
        }
        merged
    }

    /// The nested blocks of one kind that stand.
    pub(super) fn blocks_of(&self, kind: &str) -> Vec<At<'t, Block<'t>>> {
        let mut blocks = self.blocks();
        blocks.retain(|block| block.node.kind.text == kind);
        blocks
    }

    /// The nested blocks of one kind from every layer, for kinds that are merged and not replaced.
    pub(super) fn merged(&self, kind: &str) -> Option<Self> {
        let blocks: Vec<_> = self
            .all()
            .flat_map(|layer| {
                let of_kind = layer.node.body.blocks().filter(|b| b.kind.text == kind);
                of_kind.map(move |node| At { source: layer.source, node })
            })
            .collect();
        Self::of(&blocks)
    }
}

/// `dynamic "x"` makes blocks of the kind `x`, and the kinds of provisioner count as one.
fn kind_of<'b>(block: &'b Block<'_>) -> &'b str {
    match block.labels.first() {
        Some(label) if block.kind.text == "dynamic" => &label.text,
        _ => block.kind.text,
    }
}
