//! What must hold between the files of a catalog.

use super::CatalogModule;
use crate::terraform::Type;

/// Tells the type of an output that declares none, as far as it can be inferred.
pub trait OutputTypes {
    /// The type of `output` of `module`; `None` when nothing is known.
    fn output_type(&self, module: &CatalogModule, output: &str) -> Option<Type>;
}

/// Knows declared types alone.
impl OutputTypes for () {
    fn output_type(&self, module: &CatalogModule, output: &str) -> Option<Type> {
        module.interface().outputs.get(output)?.ty.clone()
    }
}
