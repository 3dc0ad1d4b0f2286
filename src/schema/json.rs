//! Reads what `terraform providers schema -json` prints.
//!
//! Descriptions are left behind: they are most of the bytes, and nothing here speaks them. So are
//! the parts that Terraform does not need to plan: resource identities, list resources, actions.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::wire;
use crate::error::{Error, Result};

/// The schema of one provider, ready to be packed.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderSchema {
    /// The provider's full address, `registry.terraform.io/hashicorp/aws`.
    pub address: String,
    /// What the provider would answer.
    pub schema: wire::ProviderSchema,
}

/// Reads every provider's schema of a text, in the order of their addresses.
///
/// # Errors
/// When the text is not what that command prints; the place in the text is said.
pub fn read(text: &[u8]) -> Result<Vec<ProviderSchema>> {
    let file: File = serde_json::from_slice(text).map_err(|e| {
        Error::usage(format!("this is no provider schema: {e}"))
            .hint("give the output of `terraform providers schema -json`, plain or gzipped")
    })?;
    file.provider_schemas
        .into_iter()
        .map(|(address, mut provider)| {
            provider.provider_meta = provider.provider_meta.or_else(|| known_meta(&address));
            let schema = provider.into_wire().map_err(|e| {
                Error::usage(format!("the schema of {address} cannot be read: {e}"))
            })?;
            Ok(ProviderSchema { address, schema })
        })
        .collect()
}

/// What modules may tell a provider of themselves, for the providers known to listen.
fn known_meta(address: &str) -> Option<JsonSchema> {
    let provider = address.strip_prefix("registry.terraform.io/hashicorp/")?;
    let (name, ty) = match provider {
        "aws" => ("user_agent", serde_json::json!(["list", "string"])),
        "google" | "google-beta" => ("module_name", "string".into()),
        _ => return None,
    };
    let attribute = JsonAttribute { r#type: Some(ty), optional: true, ..JsonAttribute::default() };
    let attributes = BTreeMap::from([(name.to_owned(), attribute)]);
    Some(JsonSchema { version: 0, block: JsonBlock { attributes, ..JsonBlock::default() } })
}

#[derive(Deserialize)]
struct File {
    provider_schemas: BTreeMap<String, JsonProvider>,
}

#[derive(Deserialize)]
struct JsonProvider {
    #[serde(default)]
    provider: JsonSchema,
    /// Terraform prints none: [`known_meta`] fills it in.
    provider_meta: Option<JsonSchema>,
    #[serde(default)]
    resource_schemas: BTreeMap<String, JsonSchema>,
    #[serde(default)]
    data_source_schemas: BTreeMap<String, JsonSchema>,
    #[serde(default)]
    ephemeral_resource_schemas: BTreeMap<String, JsonSchema>,
    #[serde(default)]
    functions: BTreeMap<String, JsonFunction>,
}

#[derive(Deserialize, Default)]
struct JsonSchema {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    block: JsonBlock,
}

#[derive(Deserialize, Default)]
struct JsonBlock {
    #[serde(default)]
    attributes: BTreeMap<String, JsonAttribute>,
    #[serde(default)]
    block_types: BTreeMap<String, JsonNestedBlock>,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize, Default)]
struct JsonAttribute {
    r#type: Option<Value>,
    nested_type: Option<JsonObject>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    computed: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    write_only: bool,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct JsonObject {
    #[serde(default)]
    attributes: BTreeMap<String, JsonAttribute>,
    nesting_mode: String,
}

#[derive(Deserialize)]
struct JsonNestedBlock {
    #[serde(default)]
    block: JsonBlock,
    nesting_mode: String,
    #[serde(default)]
    min_items: i64,
    #[serde(default)]
    max_items: i64,
}

#[derive(Deserialize)]
struct JsonFunction {
    #[serde(default)]
    parameters: Vec<JsonParameter>,
    variadic_parameter: Option<JsonParameter>,
    return_type: Value,
}

#[derive(Deserialize)]
struct JsonParameter {
    #[serde(default)]
    name: String,
    r#type: Value,
    #[serde(default)]
    is_nullable: bool,
}

impl JsonProvider {
    fn into_wire(self) -> Result<wire::ProviderSchema, String> {
        let mut provider = self.provider;
        // Terraform's own: it is no argument of the provider and is refused when sent as one.
        provider.block.attributes.remove("alias");
        Ok(wire::ProviderSchema {
            provider: Some(provider.into_wire()?),
            provider_meta: self.provider_meta.map(JsonSchema::into_wire).transpose()?,
            resources: all(self.resource_schemas)?,
            data_sources: all(self.data_source_schemas)?,
            ephemeral_resources: all(self.ephemeral_resource_schemas)?,
            functions: self.functions.into_iter().map(|(n, f)| (n, f.into_wire())).collect(),
            capabilities: None,
        })
    }
}

fn all(schemas: BTreeMap<String, JsonSchema>) -> Result<BTreeMap<String, wire::Schema>, String> {
    let convert = |(name, schema): (String, JsonSchema)| match schema.into_wire() {
        Ok(schema) => Ok((name, schema)),
        Err(e) => Err(format!("{name}: {e}")),
    };
    schemas.into_iter().map(convert).collect()
}

impl JsonSchema {
    fn into_wire(self) -> Result<wire::Schema, String> {
        Ok(wire::Schema { version: self.version, block: Some(self.block.into_wire()?) })
    }
}

impl JsonBlock {
    fn into_wire(self) -> Result<wire::Block, String> {
        let block = |(name, nested): (String, JsonNestedBlock)| {
            Ok::<_, String>(wire::NestedBlock {
                nesting: nesting(&nested.nesting_mode).map_err(|e| format!("{name}: {e}"))?,
                block: Some(nested.block.into_wire().map_err(|e| format!("{name}.{e}"))?),
                min_items: nested.min_items,
                max_items: nested.max_items,
                type_name: name,
            })
        };
        Ok(wire::Block {
            attributes: attributes(self.attributes)?,
            block_types: self.block_types.into_iter().map(block).collect::<Result<_, _>>()?,
            deprecated: self.deprecated,
        })
    }
}

fn attributes(all: BTreeMap<String, JsonAttribute>) -> Result<Vec<wire::Attribute>, String> {
    let convert = |(name, a): (String, JsonAttribute)| {
        let nested_type = match a.nested_type {
            Some(object) => Some(Box::new(object.into_wire().map_err(|e| format!("{name}.{e}"))?)),
            None => None,
        };
        let r#type = match (&a.r#type, &nested_type) {
            (Some(ty), _) => ty.to_string().into_bytes(),
            (None, Some(_)) => Vec::new(),
            (None, None) => return Err(format!("{name} has no type")),
        };
        Ok(wire::Attribute {
            name,
            r#type,
            nested_type,
            required: a.required,
            optional: a.optional,
            computed: a.computed,
            sensitive: a.sensitive,
            deprecated: a.deprecated,
            write_only: a.write_only,
        })
    };
    all.into_iter().map(convert).collect()
}

impl JsonObject {
    fn into_wire(self) -> Result<wire::Object, String> {
        Ok(wire::Object {
            nesting: nesting(&self.nesting_mode)?,
            attributes: attributes(self.attributes)?,
        })
    }
}

impl JsonFunction {
    fn into_wire(self) -> wire::Function {
        wire::Function {
            parameters: self.parameters.into_iter().map(JsonParameter::into_wire).collect(),
            variadic_parameter: self.variadic_parameter.map(JsonParameter::into_wire),
            r#return: Some(wire::Return { r#type: self.return_type.to_string().into_bytes() }),
        }
    }
}

impl JsonParameter {
    fn into_wire(self) -> wire::Parameter {
        wire::Parameter {
            name: self.name,
            r#type: self.r#type.to_string().into_bytes(),
            allow_null_value: self.is_nullable,
            allow_unknown_values: false,
        }
    }
}

fn nesting(mode: &str) -> Result<i32, String> {
    match mode {
        "single" => Ok(1),
        "list" => Ok(2),
        "set" => Ok(3),
        "map" => Ok(4),
        "group" => Ok(5),
        other => Err(format!("`{other}` is no nesting mode")),
    }
}
