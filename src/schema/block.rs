//! The shape of one resource type, data source or provider configuration.

use std::collections::BTreeMap;

use serde_json::Value;

use super::wire;
use crate::terraform::{ObjectAttribute, ObjectType, Type};

/// What can be written in, and read from, one kind of block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// The version of the schema, which a provider raises when stored state must be migrated.
    pub version: i64,
    /// Its arguments and nested blocks.
    pub block: Block,
}

/// The arguments and nested blocks of a block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// The attributes, by name.
    pub attributes: Vec<Attribute>,
    /// The nested blocks, by name.
    pub blocks: Vec<NestedBlock>,
}

/// An argument that may be set, a value that may be read, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The type of its value.
    pub ty: Type,
    /// For an attribute that is made of attributes: what they are and how they are held.
    pub nested: Option<NestedAttributes>,
    /// Whether it must be set.
    pub required: bool,
    /// Whether it may be set.
    pub optional: bool,
    /// Whether the provider fills it in when it is not set.
    pub computed: bool,
    /// Whether its value is a secret.
    pub sensitive: bool,
    /// Whether it can be set and never read: no value of it is kept in state.
    pub write_only: bool,
    /// Whether its use is discouraged.
    pub deprecated: bool,
}

/// Attributes of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedAttributes {
    /// How many there are of the object, and by what they are found; never [`Nesting::Group`].
    pub nesting: Nesting,
    /// The attributes of each object, by name.
    pub attributes: Vec<Attribute>,
}

/// A block within a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedBlock {
    /// The name.
    pub name: String,
    /// How many there may be, and by what they are found.
    pub nesting: Nesting,
    /// The fewest there must be.
    pub min_items: u64,
    /// The most there may be; 0 for no limit.
    pub max_items: u64,
    /// What stands in each.
    pub block: Block,
}

/// How nested objects are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// One or none, an object.
    Single,
    /// One, an object that is there even when nothing is written.
    Group,
    /// Many, by position.
    List,
    /// Many, by value.
    Set,
    /// Many, by the block's label.
    Map,
}

impl Attribute {
    /// Whether it can be set in configuration.
    #[must_use]
    pub fn settable(&self) -> bool {
        self.required || self.optional
    }
}

impl Block {
    /// The attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.attributes, name, |a| &a.name)
    }

    /// The nested block of that name.
    #[must_use]
    pub fn nested(&self, name: &str) -> Option<&NestedBlock> {
        find(&self.blocks, name, |b| &b.name)
    }

    /// Every name that may stand in the block, attributes first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let attributes = self.attributes.iter().map(|a| a.name.as_str());
        attributes.chain(self.blocks.iter().map(|b| b.name.as_str()))
    }

    /// The type of a reference to the whole block.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|a| (a.name.clone(), a.ty.clone()));
        let blocks = self.blocks.iter().map(|b| (b.name.clone(), b.implied_type()));
        object(attributes.chain(blocks))
    }
}

impl NestedBlock {
    /// The type of a reference to all of the blocks of this name.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        self.nesting.hold(self.block.implied_type())
    }
}

impl NestedAttributes {
    /// The type of the attribute they make up.
    #[must_use]
    pub fn implied_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|a| (a.name.clone(), a.ty.clone()));
        self.nesting.hold(object(attributes))
    }
}

impl Nesting {
    /// The type of what holds objects of type `object`.
    #[must_use]
    pub fn hold(self, object: Type) -> Type {
        match self {
            Self::Single | Self::Group => object,
            Self::List => Type::List(Box::new(object)),
            Self::Set => Type::Set(Box::new(object)),
            Self::Map => Type::Map(Box::new(object)),
        }
    }
}

fn find<'a, T>(items: &'a [T], name: &str, of: impl Fn(&T) -> &String) -> Option<&'a T> {
    let at = items.binary_search_by(|item| of(item).as_str().cmp(name)).ok()?;
    Some(&items[at])
}

fn object(attributes: impl Iterator<Item = (String, Type)>) -> Type {
    let attributes: BTreeMap<_, _> =
        attributes.map(|(name, ty)| (name, ObjectAttribute::required(ty))).collect();
    Type::Object(ObjectType { attributes })
}

impl From<wire::Schema> for Schema {
    fn from(schema: wire::Schema) -> Self {
        Self { version: schema.version, block: schema.block.map(Block::from).unwrap_or_default() }
    }
}

impl From<wire::Block> for Block {
    fn from(block: wire::Block) -> Self {
        Self {
            attributes: sorted(block.attributes.into_iter().map(Attribute::from), |a| &a.name),
            blocks: sorted(block.block_types.into_iter().map(NestedBlock::from), |b| &b.name),
        }
    }
}

impl From<wire::Attribute> for Attribute {
    fn from(a: wire::Attribute) -> Self {
        let nested = a.nested_type.map(|object| NestedAttributes {
            nesting: nesting(object.nesting),
            attributes: sorted(object.attributes.into_iter().map(Self::from), |a| &a.name),
        });
        let ty = match &nested {
            Some(nested) => nested.implied_type(),
            None => type_from_json(&a.r#type),
        };
        Self {
            name: a.name,
            ty,
            nested,
            required: a.required,
            optional: a.optional,
            computed: a.computed,
            sensitive: a.sensitive,
            write_only: a.write_only,
            deprecated: a.deprecated,
        }
    }
}

impl From<wire::NestedBlock> for NestedBlock {
    fn from(nested: wire::NestedBlock) -> Self {
        Self {
            name: nested.type_name,
            nesting: nesting(nested.nesting),
            min_items: nested.min_items.try_into().unwrap_or(0),
            max_items: nested.max_items.try_into().unwrap_or(0),
            block: nested.block.map(Block::from).unwrap_or_default(),
        }
    }
}

fn nesting(mode: i32) -> Nesting {
    match mode {
        2 => Nesting::List,
        3 => Nesting::Set,
        4 => Nesting::Map,
        5 => Nesting::Group,
        _ => Nesting::Single,
    }
}

fn sorted<T>(items: impl Iterator<Item = T>, name: impl Fn(&T) -> &String) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_by(|a, b| name(a).cmp(name(b)));
    items
}

/// Reads a type in its JSON form, `["list","string"]`; what cannot be read is `any`.
#[must_use]
pub fn type_from_json(json: &[u8]) -> Type {
    serde_json::from_slice(json).map_or(Type::Any, |value: Value| type_from_value(&value))
}

fn type_from_value(value: &Value) -> Type {
    match value {
        Value::String(name) => match name.as_str() {
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            _ => Type::Any,
        },
        Value::Array(parts) => match (parts.first().and_then(Value::as_str), parts.get(1)) {
            (Some("list"), Some(of)) => Type::List(Box::new(type_from_value(of))),
            (Some("set"), Some(of)) => Type::Set(Box::new(type_from_value(of))),
            (Some("map"), Some(of)) => Type::Map(Box::new(type_from_value(of))),
            (Some("tuple"), Some(Value::Array(of))) => {
                Type::Tuple(of.iter().map(type_from_value).collect())
            }
            (Some("object"), Some(Value::Object(of))) => {
                object(of.iter().map(|(name, ty)| (name.clone(), type_from_value(ty))))
            }
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}
