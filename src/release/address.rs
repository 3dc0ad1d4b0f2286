//! The address of a module in a registry: `namespace/name/system`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Most characters of each part, as Terraform has it.
const MAX_PART: usize = 64;

/// The address of a module in a registry, without the registry's host.
///
/// Terraform admits capital letters and keeps them; a registry in which `VPC` and `vpc` are two
/// modules misleads people, so here names are in small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModuleAddress {
    /// The namespace, such as `platform`.
    pub namespace: String,
    /// The module's name, such as `postgres`.
    pub name: String,
    /// The target system, such as `aws`.
    pub system: String,
}

impl ModuleAddress {
    /// An address of these parts.
    ///
    /// # Errors
    /// When one of them cannot be part of an address.
    pub fn new(namespace: &str, name: &str, system: &str) -> Result<Self> {
        for (what, part) in [("namespace", namespace), ("name", name)] {
            if !is_name(part) {
                return Err(Error::usage(format!("`{}` cannot be a module's {what}", shown(part)))
                    .hint("1 to 64 small letters and digits, with - and _ between them"));
            }
        }
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if system.is_empty() || system.len() > MAX_PART || !system.chars().all(letters) {
            return Err(Error::usage(format!("`{}` cannot be a target system", shown(system)))
                .hint("1 to 64 small letters and digits, such as aws"));
        }
        let own = str::to_owned;
        Ok(Self { namespace: own(namespace), name: own(name), system: own(system) })
    }
}

/// Whether a text can be a namespace or a module's name.
#[must_use]
pub fn is_name(part: &str) -> bool {
    let inner = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    let outer = |c: Option<&u8>| c.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = part.as_bytes();
    bytes.len() <= MAX_PART
        && bytes.iter().copied().all(inner)
        && outer(bytes.first())
        && outer(bytes.last())
}

fn shown(part: &str) -> String {
    part.chars().take(MAX_PART + 1).flat_map(char::escape_debug).collect()
}

impl fmt::Display for ModuleAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.namespace, self.name, self.system)
    }
}

impl FromStr for ModuleAddress {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split('/');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(namespace), Some(name), Some(system), None) => Self::new(namespace, name, system),
            _ => Err(Error::usage(format!("`{}` is no address of a module", shown(text)))
                .hint("an address is NAMESPACE/NAME/SYSTEM, such as platform/postgres/aws")),
        }
    }
}

impl TryFrom<String> for ModuleAddress {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<ModuleAddress> for String {
    fn from(address: ModuleAddress) -> Self {
        address.to_string()
    }
}

impl schemars::JsonSchema for ModuleAddress {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ModuleAddress".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "The address of a module in a registry: `namespace/name/system`.",
            "pattern": "^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?/[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?/[a-z0-9]{1,64}$",
        })
    }
}
