//! Where a block sets one of its arguments, for those that the model keeps without their place.

use crate::diag::Span;
use crate::hcl;
use crate::terraform::{InputVariable, Module, Place};

/// Where `variable` sets the argument `name`; its own name where it does not, or in the JSON form.
pub(super) fn argument_place(module: &Module, variable: &InputVariable, name: &str) -> Place {
    let block = variable.place;
    let parsed = hcl::parse(module.text(block));
    let inner = parsed.file.body.blocks().next();
    let found = inner.and_then(|block| block.body.attributes().find(|a| a.name.text == name));
    let Some(found) = found else { return variable.name_place };
    let (start, at) = (block.span.range().start, found.span.range());
    Place::new(block.source, Span::new(start + at.start, start + at.end))
}
