//! The messages of Terraform's plugin protocol, version 6, that a provider is sent and answers with.
//!
//! Declared by hand as far as the stand-in needs them; the schema's own are in [`crate::schema::wire`].
//! Fields that are never read are left out: protobuf passes over what a message does not declare.

use std::collections::BTreeMap;

use prost::Message;

use crate::schema::wire::Function;

/// A value, in one of two encodings.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct DynamicValue {
    /// As MessagePack, which is what Terraform sends and wants.
    #[prost(bytes = "vec", tag = "1")]
    pub msgpack: Vec<u8>,
    /// As JSON.
    #[prost(bytes = "vec", tag = "2")]
    pub json: Vec<u8>,
}

/// Something to tell the user.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Diagnostic {
    /// 1 for an error, 2 for a warning.
    #[prost(int32, tag = "1")]
    pub severity: i32,
    /// One line.
    #[prost(string, tag = "2")]
    pub summary: String,
    /// What more there is to say.
    #[prost(string, tag = "3")]
    pub detail: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: 1, summary: summary.into(), detail: detail.into() }
    }
}

/// State as it is stored.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct RawState {
    /// As JSON.
    #[prost(bytes = "vec", tag = "1")]
    pub json: Vec<u8>,
}

/// An answer that says nothing, to any request whose answer may be empty.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Empty {}

/// `ConfigureProvider`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Configure {
    /// The provider's configuration.
    #[prost(message, optional, tag = "2")]
    pub config: Option<DynamicValue>,
}

/// `UpgradeResourceState`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct UpgradeState {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// The state as it is stored.
    #[prost(message, optional, tag = "3")]
    pub raw_state: Option<RawState>,
}

/// `UpgradeResourceState`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct UpgradedState {
    /// The state by today's schema.
    #[prost(message, optional, tag = "1")]
    pub upgraded_state: Option<DynamicValue>,
    /// What went wrong.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `ReadResource`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Read {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// The state as it was last seen.
    #[prost(message, optional, tag = "2")]
    pub current_state: Option<DynamicValue>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "3")]
    pub private: Vec<u8>,
}

/// `ReadResource`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ReadState {
    /// The state as it is.
    #[prost(message, optional, tag = "1")]
    pub new_state: Option<DynamicValue>,
    /// What went wrong.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "3")]
    pub private: Vec<u8>,
}

/// `PlanResourceChange`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Plan {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// The state; null before the resource is created.
    #[prost(message, optional, tag = "2")]
    pub prior_state: Option<DynamicValue>,
    /// The configuration with what is computed taken over from the state; null to destroy.
    #[prost(message, optional, tag = "3")]
    pub proposed_new_state: Option<DynamicValue>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "5")]
    pub prior_private: Vec<u8>,
}

/// `PlanResourceChange`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Planned {
    /// What the state will be, as far as it is known.
    #[prost(message, optional, tag = "1")]
    pub planned_state: Option<DynamicValue>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "3")]
    pub planned_private: Vec<u8>,
    /// What went wrong.
    #[prost(message, repeated, tag = "4")]
    pub diagnostics: Vec<Diagnostic>,
    /// That Terraform is to tolerate what the older SDK's providers do.
    #[prost(bool, tag = "5")]
    pub legacy_type_system: bool,
}

/// `ApplyResourceChange`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Apply {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What was planned; null to destroy.
    #[prost(message, optional, tag = "3")]
    pub planned_state: Option<DynamicValue>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "5")]
    pub planned_private: Vec<u8>,
}

/// `ApplyResourceChange`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Applied {
    /// The state as it is now.
    #[prost(message, optional, tag = "1")]
    pub new_state: Option<DynamicValue>,
    /// What the provider keeps for itself.
    #[prost(bytes = "vec", tag = "2")]
    pub private: Vec<u8>,
    /// What went wrong.
    #[prost(message, repeated, tag = "3")]
    pub diagnostics: Vec<Diagnostic>,
    /// That Terraform is to tolerate what the older SDK's providers do.
    #[prost(bool, tag = "4")]
    pub legacy_type_system: bool,
}

/// `ImportResourceState`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Import {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What the user wrote.
    #[prost(string, tag = "2")]
    pub id: String,
}

/// `ImportResourceState`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Imported {
    /// What was found.
    #[prost(message, repeated, tag = "1")]
    pub imported_resources: Vec<ImportedResource>,
    /// What went wrong.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// A resource that was found by an import.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ImportedResource {
    /// The resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// Its state.
    #[prost(message, optional, tag = "2")]
    pub state: Option<DynamicValue>,
}

/// `MoveResourceState`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Move {
    /// The state of the resource as it is stored.
    #[prost(message, optional, tag = "4")]
    pub source_state: Option<RawState>,
    /// The resource type that it is to have.
    #[prost(string, tag = "5")]
    pub target_type_name: String,
}

/// `MoveResourceState`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Moved {
    /// The state under its new type.
    #[prost(message, optional, tag = "1")]
    pub target_state: Option<DynamicValue>,
    /// What went wrong.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `ReadDataSource` and `OpenEphemeralResource`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ReadData {
    /// The type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// Its configuration.
    #[prost(message, optional, tag = "2")]
    pub config: Option<DynamicValue>,
}

/// `ReadDataSource`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Data {
    /// What was read.
    #[prost(message, optional, tag = "1")]
    pub state: Option<DynamicValue>,
    /// What went wrong.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `OpenEphemeralResource`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Opened {
    /// What went wrong.
    #[prost(message, repeated, tag = "1")]
    pub diagnostics: Vec<Diagnostic>,
    /// What was opened.
    #[prost(message, optional, tag = "3")]
    pub result: Option<DynamicValue>,
}

/// `GetFunctions`, answered.
#[derive(Clone, PartialEq, Message)]
pub struct Functions {
    /// The functions by name.
    #[prost(btree_map = "string, message", tag = "1")]
    pub functions: BTreeMap<String, Function>,
}

/// `CallFunction`, asked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Call {
    /// The function.
    #[prost(string, tag = "1")]
    pub name: String,
    /// What it is called with.
    #[prost(message, repeated, tag = "2")]
    pub arguments: Vec<DynamicValue>,
}

/// `CallFunction`, answered.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Called {
    /// What it returns.
    #[prost(message, optional, tag = "1")]
    pub result: Option<DynamicValue>,
    /// What went wrong.
    #[prost(message, optional, tag = "2")]
    pub error: Option<FunctionError>,
}

/// Why a function has no result.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct FunctionError {
    /// One sentence.
    #[prost(string, tag = "1")]
    pub text: String,
    /// The argument to blame, from 0.
    #[prost(int64, optional, tag = "2")]
    pub function_argument: Option<i64>,
}

/// `grpc.health.v1.Health/Check`, answered.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Health {
    /// 1 for serving.
    #[prost(int32, tag = "1")]
    pub status: i32,
}
