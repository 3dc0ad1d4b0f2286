//! Makes up what a provider would have computed.
//!
//! A made-up value has the look of a real one, because modules take real ones apart: an ARN has six
//! parts, a zone name ends in a letter, a policy is JSON. It depends on nothing but what is known of
//! the resource, so the same configuration always gets the same values.

use super::seed::Seed;
use super::settings::Settings;
use super::value::{Object, Value};
use super::{aws, utility, walk};
use crate::schema::block::NestedAttributes;
use crate::schema::{Attribute, Block, Kind, Nesting};
use crate::terraform::Type;

/// The instant that made-up things are made at.
pub const INSTANT: &str = "2026-01-01T00:00:00Z";

/// Makes values up for one resource, data source or ephemeral resource.
#[derive(Debug, Clone)]
pub struct Inventor<'a> {
    /// Where the provider says resources are.
    pub settings: &'a Settings,
    /// Which of the three it is.
    pub kind: Kind,
    /// The type.
    pub type_name: &'a str,
    /// What is known of it.
    pub known: Object,
    /// Made of all that is known.
    pub seed: Seed,
    /// What it is called.
    pub name: String,
}

/// The arguments that hold the name of what is made, most telling first.
const NAMES: &[&str] = &[
    "name",
    "key",
    "bucket",
    "identifier",
    "cluster_identifier",
    "function_name",
    "family",
    "replication_group_id",
    "cluster_id",
    "node_group_name",
    "cluster_name",
    "alarm_name",
    "dashboard_name",
    "domain_name",
    "domain",
    "key_name",
    "broker_name",
    "statement_id",
    "layer_name",
    "email_identity",
    "user_name",
    "username",
];

const NAME_PREFIXES: &[&str] =
    &["name_prefix", "bucket_prefix", "identifier_prefix", "cluster_identifier_prefix"];

impl<'a> Inventor<'a> {
    /// Makes values up for one `type_name` of which `known` is known.
    #[must_use]
    pub fn new(settings: &'a Settings, kind: Kind, type_name: &'a str, known: &Value) -> Self {
        let known = known.as_object().cloned().unwrap_or_default();
        let seed = Seed::new(format!("{type_name} {}", Value::Object(known.clone()).to_json()));
        let string = |name: &&str| known.get(*name).and_then(Value::as_str);
        let name = match NAMES.iter().find_map(string) {
            Some(name) => name.to_owned(),
            None => match NAME_PREFIXES.iter().find_map(string) {
                Some(prefix) => format!("{prefix}{}", seed.hex("name", 12)),
                None => format!("terraform-{}", seed.hex("name", 16)),
            },
        };
        Self { settings, kind, type_name, known, seed, name }
    }

    /// Puts made-up values in the place of everything in `value` that is not known.
    #[must_use]
    pub fn settle(&self, block: &Block, value: Value) -> Value {
        walk::attributes(block, value, "", &mut |attribute, path, value| {
            self.settled(attribute, path, value)
        })
    }

    /// [`Inventor::settle`], and also in the place of every null that the provider computes.
    #[must_use]
    pub fn fill(&self, block: &Block, value: Value) -> Value {
        walk::attributes(block, value, "", &mut |attribute, path, value| {
            let computed = value.is_null() && attribute.computed;
            self.settled(attribute, path, if computed { Value::unknown() } else { value })
        })
    }

    fn settled(&self, attribute: &Attribute, path: &str, value: Value) -> Value {
        let Some(nested) = &attribute.nested else {
            return walk::unknowns(&attribute.ty, value, path, &mut |ty, path| {
                self.value(path, ty)
            });
        };
        match value {
            Value::Unknown(..) => self.made(nested, path),
            value => walk::objects(nested.nesting, value, path, &mut |object, path| {
                let Value::Object(mut object) = object else { return object };
                for attribute in &nested.attributes {
                    let value = object.remove(&attribute.name).unwrap_or(Value::Null);
                    let settled =
                        self.settled(attribute, &format!("{path}.{}", attribute.name), value);
                    object.insert(attribute.name.clone(), settled);
                }
                Value::Object(object)
            }),
        }
    }

    /// An attribute made of attributes, by the provider alone.
    ///
    /// What only a configuration sets stays null: Terraform takes it as a sign that one did.
    fn made(&self, nested: &NestedAttributes, path: &str) -> Value {
        let attribute = |attribute: &Attribute| {
            let path = format!("{path}.{}", attribute.name);
            let value = match &attribute.nested {
                _ if !attribute.computed && !attribute.required => Value::Null,
                Some(nested) => self.made(nested, &path),
                None => self.value(&path, &attribute.ty),
            };
            (attribute.name.clone(), value)
        };
        let object = Value::Object(nested.attributes.iter().map(attribute).collect());
        match nested.nesting {
            Nesting::Single | Nesting::Group => object,
            Nesting::List | Nesting::Set => Value::List(vec![object]),
            Nesting::Map => Value::Object(Object::new()),
        }
    }

    /// A value for the attribute at `path`, such as `certificate_authority.0.data`.
    #[must_use]
    pub fn value(&self, path: &str, ty: &Type) -> Value {
        if let Some(value) = utility::value(self, path).or_else(|| aws::value(self, path, ty)) {
            return value;
        }
        match ty {
            Type::String => self.text(path).into(),
            Type::Any => {
                Value::List(vec![Value::Bytes(b"\"string\"".into()), self.text(path).into()])
            }
            Type::Number => Value::from(if last(path).ends_with("port") { 443 } else { 1 }),
            Type::Bool => Value::Bool(false),
            Type::Map(_) => Value::Object(Object::new()),
            Type::List(of) | Type::Set(of) => self.several(path, of),
            Type::Tuple(of) => {
                let item = |(at, ty)| self.value(&format!("{path}.{at}"), ty);
                Value::List(of.iter().enumerate().map(item).collect())
            }
            Type::Object(object) => {
                let attribute =
                    |(name, attribute): (&String, &crate::terraform::ObjectAttribute)| {
                        (name.clone(), self.value(&format!("{path}.{name}"), &attribute.ty))
                    };
                Value::Object(object.attributes.iter().map(attribute).collect())
            }
        }
    }

    /// The string that is known under a name.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<&str> {
        self.known.get(name).and_then(Value::as_str)
    }

    /// The integer that is known under a name.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.known.get(name).and_then(Value::as_i64)
    }

    /// Three strings, where a data source lists what there is; else one of whatever it is.
    fn several(&self, path: &str, of: &Type) -> Value {
        let singular = path.strip_suffix('s').unwrap_or(path);
        if self.kind == Kind::DataSource && *of == Type::String {
            return Value::List((0..3).map(|at| self.nth(at).value(singular, of)).collect());
        }
        Value::List(vec![self.value(&format!("{singular}.0"), of)])
    }

    /// Another of the same kind, for lists.
    fn nth(&self, at: u64) -> Self {
        Self { seed: self.seed.nth(at), name: format!("{}-{at}", self.name), ..self.clone() }
    }

    /// Text that looks like what an attribute of that name holds anywhere.
    fn text(&self, path: &str) -> String {
        let last = last(path);
        match last.rsplit('_').next().unwrap_or(last) {
            "name" if path == "name" => self.name.clone(),
            "id" if path == "id" && self.known.contains_key("name") => self.name.clone(),
            "email" => format!("{}@example.com", self.name),
            "url" | "uri" | "link" | "endpoint" => format!("https://{}.example.com", self.name),
            "hostname" | "host" | "fqdn" => format!("{}.example.com", self.name),
            "ip" | "address" => format!("192.0.2.{}", self.seed.below(path, 254) + 1),
            "time" | "timestamp" | "date" | "at" => INSTANT.to_owned(),
            "json" | "policy" => "{}".to_owned(),
            "uuid" | "guid" => self.seed.uuid(path),
            "version" => "1".to_owned(),
            "md5" | "etag" | "hash" => self.seed.hex(path, 32),
            "sha256" => self.seed.hex(path, 64),
            "base64" | "base64sha256" => self.seed.base64(path, 32),
            "status" | "state" => "ACTIVE".to_owned(),
            _ => format!("{}-{}", last.replace('_', "-"), self.seed.hex(path, 8)),
        }
    }
}

/// The name at the end of a path, positions left out: `data` of `certificate_authority.0.data`.
#[must_use]
pub fn last(path: &str) -> &str {
    let name = path.rsplit('.').find(|part| !part.bytes().all(|b| b.is_ascii_digit()));
    name.unwrap_or(path)
}
