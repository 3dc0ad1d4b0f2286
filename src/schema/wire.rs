//! Schemas as Terraform's plugin protocol (version 6) sends them, which is also how they are stored.
//!
//! Declared by hand: the messages are few and a generator would have to be installed to build.

use std::collections::BTreeMap;

use prost::Message;

/// The answer to `GetProviderSchema`.
#[derive(Clone, PartialEq, Message)]
pub struct ProviderSchema {
    /// The provider's own configuration.
    #[prost(message, optional, tag = "1")]
    pub provider: Option<Schema>,
    /// The resource types.
    #[prost(btree_map = "string, message", tag = "2")]
    pub resources: BTreeMap<String, Schema>,
    /// The data sources.
    #[prost(btree_map = "string, message", tag = "3")]
    pub data_sources: BTreeMap<String, Schema>,
    /// What modules may tell the provider of themselves.
    #[prost(message, optional, tag = "5")]
    pub provider_meta: Option<Schema>,
    /// What the provider can do.
    #[prost(message, optional, tag = "6")]
    pub capabilities: Option<Capabilities>,
    /// The provider's functions.
    #[prost(btree_map = "string, message", tag = "7")]
    pub functions: BTreeMap<String, Function>,
    /// The ephemeral resources.
    #[prost(btree_map = "string, message", tag = "8")]
    pub ephemeral_resources: BTreeMap<String, Schema>,
}

/// What a provider can do beyond the first version of the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Capabilities {
    /// It wants to be asked before a resource is destroyed.
    #[prost(bool, tag = "1")]
    pub plan_destroy: bool,
    /// It works without having been asked for its schema.
    #[prost(bool, tag = "2")]
    pub get_provider_schema_optional: bool,
    /// It can take over another type's state.
    #[prost(bool, tag = "3")]
    pub move_resource_state: bool,
}

/// A schema and its version.
#[derive(Clone, PartialEq, Message)]
pub struct Schema {
    /// Raised when stored state must be migrated.
    #[prost(int64, tag = "1")]
    pub version: i64,
    /// What it holds.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
}

/// Attributes and nested blocks.
#[derive(Clone, PartialEq, Message)]
pub struct Block {
    /// The attributes.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<Attribute>,
    /// The nested blocks.
    #[prost(message, repeated, tag = "3")]
    pub block_types: Vec<NestedBlock>,
    /// Whether its use is discouraged.
    #[prost(bool, tag = "6")]
    pub deprecated: bool,
}

/// An attribute.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// The name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The type in the JSON form, such as `["list","string"]`; empty with a nested type.
    #[prost(bytes = "vec", tag = "2")]
    pub r#type: Vec<u8>,
    /// Whether it must be set.
    #[prost(bool, tag = "4")]
    pub required: bool,
    /// Whether it may be set.
    #[prost(bool, tag = "5")]
    pub optional: bool,
    /// Whether the provider fills it in.
    #[prost(bool, tag = "6")]
    pub computed: bool,
    /// Whether it is a secret.
    #[prost(bool, tag = "7")]
    pub sensitive: bool,
    /// Whether its use is discouraged.
    #[prost(bool, tag = "9")]
    pub deprecated: bool,
    /// The attributes it is made of.
    #[prost(message, optional, boxed, tag = "10")]
    pub nested_type: Option<Box<Object>>,
    /// Whether it can be set and never read.
    #[prost(bool, tag = "11")]
    pub write_only: bool,
}

/// Attributes of an attribute.
#[derive(Clone, PartialEq, Message)]
pub struct Object {
    /// The attributes.
    #[prost(message, repeated, tag = "1")]
    pub attributes: Vec<Attribute>,
    /// 1 single, 2 list, 3 set, 4 map.
    #[prost(int32, tag = "3")]
    pub nesting: i32,
}

/// A block within a block.
#[derive(Clone, PartialEq, Message)]
pub struct NestedBlock {
    /// The name.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What stands in each.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
    /// 1 single, 2 list, 3 set, 4 map, 5 group.
    #[prost(int32, tag = "3")]
    pub nesting: i32,
    /// The fewest there must be.
    #[prost(int64, tag = "4")]
    pub min_items: i64,
    /// The most there may be; 0 for no limit.
    #[prost(int64, tag = "5")]
    pub max_items: i64,
}

/// A provider's function.
#[derive(Clone, PartialEq, Message)]
pub struct Function {
    /// The parameters, in order.
    #[prost(message, repeated, tag = "1")]
    pub parameters: Vec<Parameter>,
    /// The parameter that takes all further arguments.
    #[prost(message, optional, tag = "2")]
    pub variadic_parameter: Option<Parameter>,
    /// What it returns.
    #[prost(message, optional, tag = "3")]
    pub r#return: Option<Return>,
}

/// A function's parameter.
#[derive(Clone, PartialEq, Message)]
pub struct Parameter {
    /// The name, for people.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The type in the JSON form.
    #[prost(bytes = "vec", tag = "2")]
    pub r#type: Vec<u8>,
    /// Whether null may be passed.
    #[prost(bool, tag = "3")]
    pub allow_null_value: bool,
    /// Whether values that are not known yet are passed.
    #[prost(bool, tag = "4")]
    pub allow_unknown_values: bool,
}

/// What a function returns.
#[derive(Clone, PartialEq, Message)]
pub struct Return {
    /// The type in the JSON form.
    #[prost(bytes = "vec", tag = "1")]
    pub r#type: Vec<u8>,
}
