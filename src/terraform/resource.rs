//! An object that Terraform manages, reads, opens for a moment, or an action it invokes.

use std::fmt;

use super::{Argument, Condition, Named, NestedBlock, Place};

/// A `resource`, `data`, `ephemeral` or `action` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Which kind of block it is.
    pub mode: ResourceMode,
    /// The type, such as `aws_vpc`.
    pub kind: String,
    /// The name within the module.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the type.
    pub kind_place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// What is set, in source order: no meta-argument is here.
    pub arguments: Named<Argument>,
    /// The nested blocks, `dynamic` ones as such, in source order: no meta-block is here.
    pub blocks: Vec<NestedBlock>,
    /// `count`
    pub count: Option<Argument>,
    /// `for_each`
    pub for_each: Option<Argument>,
    /// `depends_on`
    pub depends_on: Option<Argument>,
    /// `provider` as written.
    pub provider: Option<Argument>,
    /// The `lifecycle` block.
    pub lifecycle: Option<Lifecycle>,
    /// `connection` and `provisioner` blocks.
    pub provisioners: Vec<NestedBlock>,
    /// The check block it stands in, for a scoped data source.
    pub within_check: Option<String>,
}

/// Which kind of block declares a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceMode {
    /// `resource`: created, changed and destroyed.
    Managed,
    /// `data`: read.
    Data,
    /// `ephemeral`: opened for the length of a run (Terraform 1.10).
    Ephemeral,
    /// `action`: invoked (Terraform 1.14).
    Action,
}

/// A `lifecycle` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Lifecycle {
    /// The whole block.
    pub place: Place,
    /// Whether a destroy is refused.
    pub prevent_destroy: Option<Argument>,
    /// Whether the successor is created first.
    pub create_before_destroy: Option<Argument>,
    /// What changes are ignored.
    pub ignore_changes: Option<Argument>,
    /// What changes force a replacement.
    pub replace_triggered_by: Option<Argument>,
    /// Everything set in the block, those above included.
    pub arguments: Named<Argument>,
    /// What must hold before.
    pub preconditions: Vec<Condition>,
    /// What must hold after.
    pub postconditions: Vec<Condition>,
}

impl ResourceMode {
    /// The word that opens the block.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Managed => "resource",
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
            Self::Action => "action",
        }
    }
}

impl fmt::Display for ResourceMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

impl Resource {
    /// The address within the module: `aws_vpc.this`, `data.aws_region.current`.
    #[must_use]
    pub fn address(&self) -> String {
        address(self.mode, &self.kind, &self.name)
    }

    /// The local name of the provider that the type belongs to: `aws` for `aws_vpc`.
    #[must_use]
    pub fn implied_provider(&self) -> &str {
        self.kind.split_once('_').map_or(self.kind.as_str(), |(provider, _)| provider)
    }

    /// The nested blocks of one kind, written out or `dynamic`.
    pub fn blocks_of<'r>(&'r self, kind: &'r str) -> impl Iterator<Item = &'r NestedBlock> {
        self.blocks.iter().filter(move |block| block.effective_kind() == kind)
    }
}

/// The address of a resource within its module.
#[must_use]
pub fn address(mode: ResourceMode, kind: &str, name: &str) -> String {
    match mode {
        ResourceMode::Managed => format!("{kind}.{name}"),
        other => format!("{other}.{kind}.{name}"),
    }
}
