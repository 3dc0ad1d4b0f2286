//! An object that Terraform manages, reads, opens for a moment, or an action it invokes.

use std::fmt;

use super::layers::Layers;
use super::reader::Reader;
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
    /// The provider configuration that `provider` names, such as `aws.peer`.
    pub provider_address: Option<String>,
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
    /// The nested blocks other than conditions, such as `action_trigger`.
    pub blocks: Vec<NestedBlock>,
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

    /// The local name of the provider it belongs to, named or implied.
    #[must_use]
    pub fn provider_name(&self) -> &str {
        match &self.provider_address {
            Some(address) => address.split_once('.').map_or(address, |(name, _)| name),
            None => self.implied_provider(),
        }
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

/// What a resource may hold whatever its type.
const META_ARGUMENTS: [&str; 4] = ["count", "for_each", "depends_on", "provider"];
const META_BLOCKS: [&str; 3] = ["lifecycle", "connection", "provisioner"];

impl Resource {
    pub(super) fn read<'t>(
        mode: ResourceMode,
        block: &Layers<'t>,
        reader: &mut Reader<'t>,
    ) -> Option<Self> {
        let (kind, kind_place) = reader.name(block, 0)?;
        let (name, name_place) = reader.name(block, 1)?;
        reader.check_repetition(block);
        let provider = block.attribute("provider");
        let provisioners = ["connection", "provisioner"];
        Some(Self {
            mode,
            kind,
            name,
            place: block.place(),
            kind_place,
            name_place,
            arguments: reader.arguments(block, &META_ARGUMENTS),
            blocks: reader.nested_blocks(block, &META_BLOCKS),
            count: reader.argument_of(block, "count"),
            for_each: reader.argument_of(block, "for_each"),
            depends_on: reader.argument_of(block, "depends_on"),
            provider_address: provider
                .and_then(|at| reader.address(at.source, at.node.value.unparenthesised())),
            provider: provider.map(|at| reader.argument(at)),
            lifecycle: block.merged("lifecycle").map(|block| Lifecycle::read(&block, reader)),
            provisioners: provisioners
                .iter()
                .flat_map(|kind| block.blocks_of(kind))
                .map(|at| reader.nested_block(at))
                .collect(),
            within_check: None,
        })
    }
}

impl Lifecycle {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Self {
        Self {
            place: block.place(),
            prevent_destroy: reader.argument_of(block, "prevent_destroy"),
            create_before_destroy: reader.argument_of(block, "create_before_destroy"),
            ignore_changes: reader.argument_of(block, "ignore_changes"),
            replace_triggered_by: reader.argument_of(block, "replace_triggered_by"),
            arguments: reader.arguments(block, &[]),
            blocks: reader.nested_blocks(block, &["precondition", "postcondition"]),
            preconditions: reader.conditions(block, "precondition"),
            postconditions: reader.conditions(block, "postcondition"),
        }
    }
}
