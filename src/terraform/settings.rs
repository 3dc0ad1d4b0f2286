//! What the `terraform` blocks of a module say, together.

use super::{Argument, Constraint, Expression, Named, NestedBlock, Place, ProviderRequirement};

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
