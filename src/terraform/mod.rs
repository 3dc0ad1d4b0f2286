//! Terraform's vocabulary: what a directory of configuration declares, a file a noun.
//!
//! Reads files into a [`Module`] and never fails on what they hold: what is wrong is a finding
//! beside a model of all the rest. What a provider's resources look like, what an organisation
//! approves and what a good module should have is the business of other rooms.

pub mod assign;
pub mod check;
pub mod cli_config;
pub mod constraint;
pub mod convert;
pub mod eval;
pub mod expression;
mod files;
pub mod findings;
pub mod infer;
pub mod input_variable;
mod layers;
pub mod literal;
mod load;
pub mod local_value;
pub mod manifest;
pub mod mismatch;
pub mod module;
pub mod module_call;
pub mod module_source;
pub mod output_value;
pub mod place;
pub mod provider;
mod reader;
pub mod refactoring;
pub mod reference;
pub mod render;
pub mod resource;
pub mod secret;
pub mod settings;
#[cfg(test)]
pub(crate) mod testing;
pub mod tfvars;
pub mod tree_hash;
pub mod type_expr;
pub mod types;
mod validation;
pub mod value_problems;
pub mod version;

pub use assign::assign;
pub use check::{Check, Condition};
pub use cli_config::CliConfig;
pub use constraint::{Constraint, ConstraintError, Operator, Term};
pub use expression::{Argument, Expression, NestedBlock};
pub use files::is_configuration;
pub use infer::{InferProblem, Meaning, Scope, Typed, infer};
pub use input_variable::{InputVariable, TypeConstraint, Validation};
pub use local_value::LocalValue;
pub use mismatch::{Mismatch, MismatchKind};
pub use module::{Module, ModuleFile, Named};
pub use module_call::ModuleCall;
pub use module_source::{GitSource, ModuleSource, ModuleSourceError, RegistrySource};
pub use output_value::OutputValue;
pub use place::Place;
pub use provider::{
    ProviderAddress, ProviderAddressError, ProviderConfiguration, ProviderRequirement,
};
pub use refactoring::{Import, Moved, Removed};
pub use resource::{Lifecycle, Resource, ResourceMode};
pub use settings::{Backend, RequiredVersion, Settings};
pub use tree_hash::{hash_of_hashes, hex, tree_hash, unhex};
pub use type_expr::TypeProblem;
pub use types::{ObjectAttribute, ObjectType, Type};
pub use value_problems::{Given, ModuleScope};
