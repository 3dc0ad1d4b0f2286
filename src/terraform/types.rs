//! Type constraints as Terraform writes them: `object({ id = string, tags = optional(map(string)) })`.
//!
//! What they are and how they look; [`super::type_expr`] reads them, [`super::assign()`] and
//! [`super::convert`] compare them.

use std::collections::BTreeMap;
use std::fmt;

use hcl_rs::Value;

use super::render;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `any`: decided by the value.
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(T)`
    List(Box<Self>),
    /// `set(T)`
    Set(Box<Self>),
    /// `map(T)`
    Map(Box<Self>),
    /// `tuple([A, B])`
    Tuple(Vec<Self>),
    /// `object({ a = A })`
    Object(ObjectType),
}

/// The attributes of an object type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectType {
    /// By name.
    pub attributes: BTreeMap<String, ObjectAttribute>,
}

/// One attribute of an object type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAttribute {
    /// The type of its value.
    pub ty: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What stands for it when it is left out; `null` when nothing is said.
    pub default: Option<Value>,
}

impl Type {
    /// `list(ty)`
    #[must_use]
    pub fn list(ty: Self) -> Self {
        Self::List(Box::new(ty))
    }

    /// `set(ty)`
    #[must_use]
    pub fn set(ty: Self) -> Self {
        Self::Set(Box::new(ty))
    }

    /// `map(ty)`
    #[must_use]
    pub fn map(ty: Self) -> Self {
        Self::Map(Box::new(ty))
    }

    /// An object type of these attributes.
    #[must_use]
    pub fn object<K: Into<String>>(
        attributes: impl IntoIterator<Item = (K, ObjectAttribute)>,
    ) -> Self {
        let attributes = attributes.into_iter().map(|(k, v)| (k.into(), v)).collect();
        Self::Object(ObjectType { attributes })
    }

    /// The attributes, of an object type.
    #[must_use]
    pub fn as_object(&self) -> Option<&ObjectType> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is a string, number or bool.
    #[must_use]
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::String | Self::Number | Self::Bool)
    }

    /// Whether `any` stands anywhere in the type.
    #[must_use]
    pub fn contains_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::String | Self::Number | Self::Bool => false,
            Self::List(ty) | Self::Set(ty) | Self::Map(ty) => ty.contains_any(),
            Self::Tuple(types) => types.iter().any(Self::contains_any),
            Self::Object(object) => object.attributes.values().any(|a| a.ty.contains_any()),
        }
    }

    /// Whether more than `most` types stand in it, itself counted; looks no further than that.
    #[must_use]
    pub fn is_larger_than(&self, most: usize) -> bool {
        fn take(ty: &Type, left: &mut usize) -> bool {
            let Some(rest) = left.checked_sub(1) else { return false };
            *left = rest;
            match ty {
                Type::Any | Type::String | Type::Number | Type::Bool => true,
                Type::List(ty) | Type::Set(ty) | Type::Map(ty) => take(ty, left),
                Type::Tuple(types) => types.iter().all(|ty| take(ty, left)),
                Type::Object(object) => object.attributes.values().all(|a| take(&a.ty, left)),
            }
        }
        !take(self, &mut { most })
    }

    /// The type over several lines, an attribute a line, as `terraform fmt` leaves it.
    #[must_use]
    pub fn pretty(&self) -> String {
        self.pretty_at(0)
    }

    /// The same as [`Type::pretty`] for a type that stands in a line indented by `indent` spaces.
    #[must_use]
    pub fn pretty_at(&self, indent: usize) -> String {
        match self {
            Self::Any | Self::String | Self::Number | Self::Bool => self.to_string(),
            Self::List(ty) => format!("list({})", ty.pretty_at(indent)),
            Self::Set(ty) => format!("set({})", ty.pretty_at(indent)),
            Self::Map(ty) => format!("map({})", ty.pretty_at(indent)),
            Self::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| ty.pretty_at(indent)).collect();
                format!("tuple([{}])", types.join(", "))
            }
            Self::Object(object) if object.attributes.is_empty() => "object({})".to_owned(),
            Self::Object(object) => {
                let lines: Vec<_> = object
                    .attributes
                    .iter()
                    .map(|(name, attribute)| (name.clone(), attribute.pretty_at(indent + 2)))
                    .collect();
                let lines = render::aligned(&lines, indent + 2);
                format!("object({{\n{lines}{:indent$}}})", "")
            }
        }
    }

    /// The type in a few words, for messages: long object types are cut short.
    #[must_use]
    pub fn brief(&self) -> String {
        const LONG: usize = 60;
        let whole = self.to_string();
        if whole.chars().count() <= LONG {
            return whole;
        }
        match self {
            Self::List(ty) => format!("list({})", ty.brief()),
            Self::Set(ty) => format!("set({})", ty.brief()),
            Self::Map(ty) => format!("map({})", ty.brief()),
            Self::Object(object) => {
                let first: Vec<_> =
                    object.attributes.keys().take(3).map(|n| format!("{n}, ")).collect();
                format!("object({{ {}… }})", first.concat())
            }
            _ => "tuple([…])".to_owned(),
        }
    }
}

impl ObjectType {
    /// The attribute of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ObjectAttribute> {
        self.attributes.get(name)
    }
}

impl ObjectAttribute {
    /// An attribute that must be given.
    #[must_use]
    pub fn required(ty: Type) -> Self {
        Self { ty, optional: false, default: None }
    }

    /// An attribute that may be left out.
    #[must_use]
    pub fn optional(ty: Type, default: Option<Value>) -> Self {
        Self { ty, optional: true, default }
    }

    fn pretty_at(&self, indent: usize) -> String {
        let ty = self.ty.pretty_at(indent);
        match (&self.default, self.optional) {
            (_, false) => ty,
            (None, true) => format!("optional({ty})"),
            (Some(default), true) => format!("optional({ty}, {})", render::value(default)),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::List(ty) => write!(f, "list({ty})"),
            Self::Set(ty) => write!(f, "set({ty})"),
            Self::Map(ty) => write!(f, "map({ty})"),
            Self::Tuple(types) => {
                f.write_str("tuple([")?;
                for (i, ty) in types.iter().enumerate() {
                    write!(f, "{}{ty}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("])")
            }
            Self::Object(object) if object.attributes.is_empty() => f.write_str("object({})"),
            Self::Object(object) => {
                f.write_str("object({ ")?;
                for (i, (name, attribute)) in object.attributes.iter().enumerate() {
                    write!(f, "{}{name} = {attribute}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str(" })")
            }
        }
    }
}

impl fmt::Display for ObjectAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.default, self.optional) {
            (_, false) => self.ty.fmt(f),
            (None, true) => write!(f, "optional({})", self.ty),
            (Some(default), true) => {
                write!(f, "optional({}, {})", self.ty, render::value(default))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network() -> Type {
        let subnet = Type::object([
            ("id", ObjectAttribute::required(Type::String)),
            ("zone_name", ObjectAttribute::optional(Type::String, Some(Value::from("a")))),
        ]);
        Type::object([
            ("cidr", ObjectAttribute::required(Type::String)),
            ("ports", ObjectAttribute::optional(Type::set(Type::Number), None)),
            ("subnets", ObjectAttribute::required(Type::list(subnet))),
            ("vpc_id", ObjectAttribute::required(Type::String)),
        ])
    }

    #[test]
    fn a_type_is_shown_in_terraforms_syntax() {
        insta::assert_snapshot!(network(), @r#"object({ cidr = string, ports = optional(set(number)), subnets = list(object({ id = string, zone_name = optional(string, "a") })), vpc_id = string })"#);
        insta::assert_snapshot!(network().pretty(), @r#"
        object({
          cidr  = string
          ports = optional(set(number))
          subnets = list(object({
            id        = string
            zone_name = optional(string, "a")
          }))
          vpc_id = string
        })
        "#);
        insta::assert_snapshot!(network().brief(), @r#"object({ cidr, ports, subnets, … })"#);
        assert_eq!(Type::Tuple(vec![Type::Any, Type::Bool]).to_string(), "tuple([any, bool])");
    }

    #[test]
    fn a_type_is_counted_with_all_that_stands_in_it() {
        let pair = Type::Tuple(vec![Type::list(Type::String), Type::Bool]);
        assert!(!pair.is_larger_than(4) && pair.is_larger_than(3));
        assert!(!Type::Any.is_larger_than(1));
    }

    #[test]
    fn any_is_found_at_every_depth() {
        assert!(Type::map(Type::Tuple(vec![Type::Any])).contains_any());
        assert!(!network().contains_any());
    }
}
