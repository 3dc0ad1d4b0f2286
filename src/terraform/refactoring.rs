//! How a module tells Terraform that an object was renamed, let go or taken in.

use super::layers::Layers;
use super::reader::Reader;
use super::{Argument, Expression, Lifecycle, NestedBlock, Place, findings};
use crate::diag::Finding;

/// A `moved` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The whole block.
    pub place: Place,
    /// The address it had, as written without spaces.
    pub from: Option<String>,
    /// The address it has, as written without spaces.
    pub to: Option<String>,
    /// Where `from` stands.
    pub from_expression: Option<Expression>,
    /// Where `to` stands.
    pub to_expression: Option<Expression>,
}

/// A `removed` block (Terraform 1.7).
#[derive(Debug, Clone, PartialEq)]
pub struct Removed {
    /// The whole block.
    pub place: Place,
    /// The address it had, as written without spaces.
    pub from: Option<String>,
    /// Where `from` stands.
    pub from_expression: Option<Expression>,
    /// Whether the object itself is destroyed: so unless `lifecycle { destroy = false }`.
    pub destroy: bool,
    /// The `lifecycle` block.
    pub lifecycle: Option<Lifecycle>,
    /// Provisioners run on the way out.
    pub provisioners: Vec<NestedBlock>,
}

/// An `import` block (Terraform 1.5).
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The whole block.
    pub place: Place,
    /// The address it gets, as written without spaces.
    pub to: Option<String>,
    /// The object's identifier.
    pub id: Option<Argument>,
    /// `identity`, in place of `id` (Terraform 1.12).
    pub identity: Option<Argument>,
    /// `for_each`
    pub for_each: Option<Argument>,
    /// `provider`
    pub provider: Option<Argument>,
}

impl Moved {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Self {
        reader.known(block, &["from", "to"], &[]);
        Self {
            place: block.place(),
            from: address(block, "from", reader),
            to: address(block, "to", reader),
            from_expression: reader.expression_of(block, "from"),
            to_expression: reader.expression_of(block, "to"),
        }
    }
}

impl Removed {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Self {
        reader.known(block, &["from"], &["lifecycle", "connection", "provisioner"]);
        let destroy = match block.merged("lifecycle") {
            Some(lifecycle) => reader.flag_of(&lifecycle, "destroy"),
            None => None,
        };
        Self {
            place: block.place(),
            from: address(block, "from", reader),
            from_expression: reader.expression_of(block, "from"),
            destroy: destroy.unwrap_or(true),
            lifecycle: block.merged("lifecycle").map(|block| Lifecycle::read(&block, reader)),
            provisioners: reader.nested_blocks(block, &["lifecycle"]),
        }
    }
}

impl Import {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Self {
        reader.known(block, &["to", "id", "identity", "for_each", "provider"], &[]);
        Self {
            place: block.place(),
            to: address(block, "to", reader),
            id: reader.argument_of(block, "id"),
            identity: reader.argument_of(block, "identity"),
            for_each: reader.argument_of(block, "for_each"),
            provider: reader.argument_of(block, "provider"),
        }
    }
}

/// An address that must be there; when it is none, that is a finding.
fn address<'t>(block: &Layers<'t>, name: &str, reader: &mut Reader<'t>) -> Option<String> {
    let Some(at) = block.attribute(name) else {
        reader.missing(block, name);
        return None;
    };
    let address = reader.address(at.source, &at.node.value);
    if address.is_none() {
        let message = format!("`{name}` must be the address of a resource or module");
        let place = Place::new(at.source, at.node.value.span);
        reader.report(Finding::error(findings::BLOCK, message), place, "");
    }
    address
}
