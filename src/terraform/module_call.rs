//! A use of one module by another.

use super::{
    Argument, Constraint, Expression, ModuleSource, ModuleSourceError, Named, NestedBlock, Place,
};

/// A `module` block.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleCall {
    /// The name within the calling module.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The source argument as written; `None` when it is missing, which is a finding.
    pub source_argument: Option<Argument>,
    /// What the source names; `None` when it is missing or not a constant string.
    pub source: Option<Result<ModuleSource, ModuleSourceError>>,
    /// The version argument as written.
    pub version_argument: Option<Argument>,
    /// The versions it admits; `None` when there is no constraint or it cannot be read.
    pub version: Option<Constraint>,
    /// What is passed to the module's input variables, in source order: no meta-argument is here.
    pub arguments: Named<Argument>,
    /// `count`
    pub count: Option<Argument>,
    /// `for_each`
    pub for_each: Option<Argument>,
    /// `depends_on`
    pub depends_on: Option<Argument>,
    /// `providers` as written.
    pub providers: Option<Argument>,
    /// The provider configurations passed: the name in the called module, such as `aws` or
    /// `aws.peer`, and the one here.
    pub provider_map: Named<String>,
    /// Nested blocks, none of which Terraform accepts today.
    pub blocks: Vec<NestedBlock>,
}

impl ModuleCall {
    /// The address: `module.name`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("module.{}", self.name)
    }

    /// The source as written, when it is a constant string.
    #[must_use]
    pub fn source_text(&self) -> Option<&str> {
        self.source_argument.as_ref().and_then(|a| a.value.as_str())
    }

    /// The version constraint as written, when it is a constant string.
    #[must_use]
    pub fn version_text(&self) -> Option<&str> {
        self.version_argument.as_ref().and_then(|a| a.value.as_str())
    }

    /// The provider configuration passed under `name`, when one is passed.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&str> {
        self.provider_map.get(name).map(String::as_str)
    }

    /// Where to point when the call as a whole is meant: its name.
    #[must_use]
    pub fn expression(&self, argument: &str) -> Option<&Expression> {
        self.arguments.get(argument).map(|a| &a.value)
    }
}
