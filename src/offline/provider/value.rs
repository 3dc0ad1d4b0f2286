//! Values as Terraform sends them: MessagePack, with an extension for what is not known yet.

use std::collections::BTreeMap;

use rmpv::Value as Raw;
use serde_json::Number;

use super::protocol::DynamicValue;

/// The attributes of an object, or the elements of a map.
pub type Object = BTreeMap<String, Value>;

/// A value, its type left to the schema: lists, sets and tuples are alike, as are maps and objects.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// Not known yet; the bytes are what is known of it all the same.
    Unknown(i8, Vec<u8>),
    /// `true`, `false`
    Bool(bool),
    /// A number; those too large for this are strings.
    Number(Number),
    /// A string.
    String(String),
    /// The type that stands before a value whose type is `any`.
    Bytes(Vec<u8>),
    /// A list, set or tuple.
    List(Vec<Self>),
    /// A map or object.
    Object(Object),
}

/// Bytes that are no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

impl Value {
    /// A value that is not known yet and of which nothing else is known either.
    #[must_use]
    pub fn unknown() -> Self {
        Self::Unknown(0, vec![0])
    }

    /// A value as it was sent; nothing sent is null.
    ///
    /// # Errors
    /// When the bytes are no value.
    pub fn decode(sent: Option<&DynamicValue>) -> Result<Self, Malformed> {
        match sent {
            Some(value) if !value.msgpack.is_empty() => {
                let raw = rmpv::decode::read_value(&mut value.msgpack.as_slice());
                Self::from_raw(raw.map_err(|e| Malformed(e.to_string()))?)
            }
            Some(value) if !value.json.is_empty() => {
                let json = serde_json::from_slice::<serde_json::Value>(&value.json);
                Ok(Self::from(json.map_err(|e| Malformed(e.to_string()))?))
            }
            _ => Ok(Self::Null),
        }
    }

    /// The value as it is sent.
    #[must_use]
    pub fn encode(&self) -> DynamicValue {
        let mut msgpack = Vec::new();
        rmpv::encode::write_value(&mut msgpack, &self.to_raw())
            .expect("writing to memory does not fail");
        DynamicValue { msgpack, json: Vec::new() }
    }

    fn from_raw(raw: Raw) -> Result<Self, Malformed> {
        Ok(match raw {
            Raw::Nil => Self::Null,
            Raw::Boolean(b) => Self::Bool(b),
            Raw::Integer(n) => match (n.as_i64(), n.as_u64()) {
                (Some(n), _) => Self::Number(n.into()),
                (None, Some(n)) => Self::Number(n.into()),
                (None, None) => return Err(Malformed(format!("{n} is no number"))),
            },
            Raw::F32(n) => Self::number(f64::from(n)),
            Raw::F64(n) => Self::number(n),
            Raw::String(s) => match s.into_str() {
                Some(s) => Self::String(s),
                None => return Err(Malformed("a string is not UTF-8".to_owned())),
            },
            Raw::Binary(bytes) => Self::Bytes(bytes),
            Raw::Array(items) => {
                Self::List(items.into_iter().map(Self::from_raw).collect::<Result<_, _>>()?)
            }
            Raw::Map(entries) => {
                let entry = |(key, value): (Raw, Raw)| match key.as_str() {
                    Some(key) => Ok((key.to_owned(), Self::from_raw(value)?)),
                    None => Err(Malformed(format!("{key} is no key"))),
                };
                Self::Object(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
            }
            Raw::Ext(kind, bytes) => Self::Unknown(kind, bytes),
        })
    }

    fn to_raw(&self) -> Raw {
        match self {
            Self::Null => Raw::Nil,
            Self::Unknown(kind, bytes) => Raw::Ext(*kind, bytes.clone()),
            Self::Bool(b) => Raw::Boolean(*b),
            Self::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
                (Some(n), _, _) => n.into(),
                (_, Some(n), _) => n.into(),
                (_, _, n) => n.unwrap_or_default().into(),
            },
            Self::String(s) => s.as_str().into(),
            Self::Bytes(bytes) => Raw::Binary(bytes.clone()),
            Self::List(items) => Raw::Array(items.iter().map(Self::to_raw).collect()),
            Self::Object(entries) => {
                let entry = |(key, value): (&String, &Self)| (key.as_str().into(), value.to_raw());
                Raw::Map(entries.iter().map(entry).collect())
            }
        }
    }

    /// A number; what is none, such as infinity, is null.
    #[must_use]
    pub fn number(n: f64) -> Self {
        let whole = n.fract() == 0.0 && n.abs() < 9e15;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
        let number = if whole { Some(Number::from(n as i64)) } else { Number::from_f64(n) };
        number.map_or(Self::Null, Self::Number)
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is not known, or holds something that is not.
    #[must_use]
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown(..) => true,
            Self::List(items) => items.iter().any(Self::has_unknown),
            Self::Object(entries) => entries.values().any(Self::has_unknown),
            _ => false,
        }
    }

    /// The string, when it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(s) => Some(s),
            _ => None,
        }
    }

    /// The number as an integer, when it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(n) => n.as_i64(),
            _ => None,
        }
    }

    /// The truth, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The attributes, when it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The elements, when it is a list; none otherwise.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The attribute of that name, when it is an object and has one that is not null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name).filter(|v| !v.is_null())
    }

    /// The strings of a list.
    #[must_use]
    pub fn strings(&self) -> Vec<&str> {
        self.items().iter().filter_map(Self::as_str).collect()
    }

    /// The value as JSON; what is not known is null.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null | Self::Unknown(..) | Self::Bytes(_) => Json::Null,
            Self::Bool(b) => Json::Bool(*b),
            Self::Number(n) => Json::Number(n.clone()),
            Self::String(s) => Json::String(s.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(entries) => {
                Json::Object(entries.iter().map(|(k, v)| (k.clone(), v.to_json())).collect())
            }
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(b) => Self::Bool(b),
            Json::Number(n) => Self::Number(n),
            Json::String(s) => Self::String(s),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(entries) => {
                Self::Object(entries.into_iter().map(|(k, v)| (k, Self::from(v))).collect())
            }
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::String(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::String(s)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Number(n.into())
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_an_unknown_value_survives() {
        let refined = Value::Unknown(12, vec![0x81, 0x01, 0xc2]);
        let object = Value::Object(Object::from([
            ("known".to_owned(), Value::from(3)),
            ("later".to_owned(), refined.clone()),
        ]));
        let back = Value::decode(Some(&object.encode())).expect("what was encoded can be decoded");
        assert_eq!(back, object);
        assert_eq!(back.get("later"), Some(&refined));
        assert!(back.has_unknown());
    }

    #[test]
    fn nothing_sent_is_null() {
        assert_eq!(Value::decode(None), Ok(Value::Null));
        assert!(
            Value::decode(Some(&DynamicValue { msgpack: vec![0x92, 0x01], json: vec![] })).is_err()
        );
    }
}
