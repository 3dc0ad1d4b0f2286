//! What a provider's resources look like: their arguments, attributes and blocks, by type.
//!
//! The schemas of hashicorp/aws and of the small utility providers are part of the program, so that
//! a name can be checked and an expression given a type with no network and no Terraform. Looking a
//! type up decodes that type alone. Whether an argument's *value* is acceptable is not known here:
//! that knowledge is in the providers' code and nowhere else.

pub mod block;
pub mod embedded;
pub mod json;
pub mod lookup;
mod outputs;
pub mod pack;
pub mod provider;
pub mod wire;

pub use block::{Attribute, Block, NestedBlock, Nesting, Schema};
pub use lookup::{LookupError, Step};
pub use outputs::{expression_type, output_types, types_of};
pub use provider::{Kind, Provider, Providers};
