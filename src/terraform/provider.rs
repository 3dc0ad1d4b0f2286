//! Providers: which are required, under what names, and how they are configured.

use super::{Argument, Constraint, Named, NestedBlock, Place};

/// One entry of `required_providers`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRequirement {
    /// The name within the module, such as `aws`.
    pub name: String,
    /// The whole entry.
    pub place: Place,
    /// The name.
    pub name_place: Place,
    /// The source as written and where, such as `hashicorp/aws`.
    pub source: Option<(String, Place)>,
    /// What the source names, `hashicorp/<name>` when none is written.
    pub address: Option<ProviderAddress>,
    /// The version constraint as written and where.
    pub version: Option<(String, Place)>,
    /// The versions it admits; `None` when there is no constraint or it cannot be read.
    pub constraint: Option<Constraint>,
    /// The further configurations the caller must pass, such as `aws.peer`.
    pub configuration_aliases: Vec<String>,
}

/// A provider's full address, `registry.terraform.io/hashicorp/aws`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderAddress {
    /// The registry's host.
    pub host: String,
    /// The namespace.
    pub namespace: String,
    /// The type.
    pub kind: String,
}

/// A `provider` block.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderConfiguration {
    /// The provider's name within the module.
    pub name: String,
    /// The alias, for an additional configuration.
    pub alias: Option<String>,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The legacy `version` argument.
    pub version: Option<Argument>,
    /// What is set, in source order: neither `alias` nor `version`.
    pub arguments: Named<Argument>,
    /// The nested blocks, in source order.
    pub blocks: Vec<NestedBlock>,
}

impl ProviderConfiguration {
    /// How it is named in expressions: `aws`, `aws.peer`.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.alias {
            Some(alias) => format!("{}.{alias}", self.name),
            None => self.name.clone(),
        }
    }
}
