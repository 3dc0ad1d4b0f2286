//! What the `terraform` blocks of a module say, together.

use super::layers::{At, Layers};
use super::reader::Reader;
use super::{
    Argument, Constraint, Expression, Named, NestedBlock, Place, ProviderRequirement, findings,
};
use crate::diag::Finding;
use crate::hcl::syntax::{Attribute, Block};

/// The `terraform` blocks of a module.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The blocks themselves.
    pub places: Vec<Place>,
    /// Each `required_version`; all of them must hold.
    pub required_version: Vec<RequiredVersion>,
    /// The providers required, by local name.
    pub required_providers: Named<ProviderRequirement>,
    /// Where state is kept.
    pub backend: Option<Backend>,
    /// The `cloud` block.
    pub cloud: Option<NestedBlock>,
    /// Every other argument.
    pub arguments: Named<Argument>,
    /// Every other block, such as `provider_meta` or OpenTofu's `encryption`.
    pub blocks: Vec<NestedBlock>,
}

/// A `required_version`.
#[derive(Debug, Clone, PartialEq)]
pub struct RequiredVersion {
    /// The constraint as written, when it is a constant string.
    pub text: Option<String>,
    /// Where it stands.
    pub expression: Expression,
    /// The versions it admits; `None` when it cannot be read, which is a finding.
    pub constraint: Option<Constraint>,
}

/// A `backend` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Backend {
    /// The type, such as `s3`.
    pub kind: String,
    /// The block as written.
    pub block: NestedBlock,
}

impl Settings {
    /// Adds what one `terraform` block says.
    pub(super) fn add<'t>(&mut self, block: &Layers<'t>, reader: &mut Reader<'t>) {
        self.places.push(block.place());
        if let Some(expression) = reader.expression_of(block, "required_version") {
            self.required_version.push(RequiredVersion::read(expression, reader));
        }
        for at in block.blocks_of("required_providers") {
            for attribute in at.node.body.attributes() {
                self.require(At { source: at.source, node: attribute }, reader);
            }
        }
        for at in block.blocks_of("backend") {
            self.set_backend(at, reader);
        }
        for at in block.blocks_of("cloud") {
            self.set_cloud(at, reader);
        }
        self.add_rest(block, reader);
    }

    /// Changes what is said by what a `terraform` block of an override file says.
    pub(super) fn override_by<'t>(&mut self, block: &Layers<'t>, reader: &mut Reader<'t>) {
        self.places.push(block.place());
        if let Some(expression) = reader.expression_of(block, "required_version") {
            self.required_version = vec![RequiredVersion::read(expression, reader)];
        }
        for at in block.blocks_of("required_providers") {
            for node in at.node.body.attributes() {
                let requirement = ProviderRequirement::read(At { source: at.source, node }, reader);
                self.required_providers.insert(requirement.name.clone(), requirement);
            }
        }
        // Either way of keeping state takes the place of the other.
        for at in block.blocks_of("backend") {
            (self.backend, self.cloud) = (None, None);
            self.set_backend(at, reader);
        }
        for at in block.blocks_of("cloud") {
            (self.backend, self.cloud) = (None, None);
            self.set_cloud(at, reader);
        }
        self.add_rest(block, reader);
    }

    /// State is kept in one place: once every block was added, says where there are two.
    pub(super) fn check_state(&self, reader: &mut Reader<'_>) {
        if let (Some(backend), Some(cloud)) = (&self.backend, &self.cloud) {
            let (cloud, backend) = (cloud.kind_place, backend.block.kind_place);
            let message = "a module keeps its state in a backend or in `cloud`, not in both";
            let finding = Finding::error(findings::BLOCK, message)
                .at(cloud.source, cloud.span, "")
                .at(backend.source, backend.span, "the backend");
            reader.findings.push(finding);
        }
    }

    fn add_rest<'t>(&mut self, block: &Layers<'t>, reader: &mut Reader<'t>) {
        self.arguments.extend(reader.arguments(block, &["required_version"]));
        let known = ["required_providers", "backend", "cloud"];
        self.blocks.extend(reader.nested_blocks(block, &known));
    }

    fn require<'t>(&mut self, at: At<'t, Attribute<'t>>, reader: &mut Reader<'t>) {
        let requirement = ProviderRequirement::read(at, reader);
        match self.required_providers.get(&requirement.name) {
            Some(first) => reader.duplicate(
                &format!("the required provider `{}`", first.name),
                requirement.name_place,
                first.name_place,
            ),
            None => {
                self.required_providers.insert(requirement.name.clone(), requirement);
            }
        }
    }

    fn set_backend<'t>(&mut self, at: At<'t, Block<'t>>, reader: &mut Reader<'t>) {
        let block = reader.nested_block(at);
        let Some(kind) = block.labels.first().cloned() else {
            let message = "a backend block needs one label, its type";
            let finding = Finding::error(findings::BLOCK, message);
            return reader.report(finding, block.kind_place, "");
        };
        match &self.backend {
            Some(first) => {
                let first = first.block.kind_place;
                reader.duplicate("the backend", block.kind_place, first);
            }
            None => self.backend = Some(Backend { kind, block }),
        }
    }

    fn set_cloud<'t>(&mut self, at: At<'t, Block<'t>>, reader: &mut Reader<'t>) {
        let block = reader.nested_block(at);
        match &self.cloud {
            Some(first) => reader.duplicate("cloud", block.kind_place, first.kind_place),
            None => self.cloud = Some(block),
        }
    }
}

impl RequiredVersion {
    fn read(expression: Expression, reader: &mut Reader<'_>) -> Self {
        Self {
            text: expression.as_str().map(str::to_owned),
            constraint: reader.constraint(&expression),
            expression,
        }
    }
}
