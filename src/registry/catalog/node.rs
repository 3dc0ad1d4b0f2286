//! YAML as a tree that can be cut and written again, with every number as it was written: a version
//! `1.10` stays one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::catalog::Located;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Map(Vec<(String, Self)>),
    List(Vec<Self>),
    Text(String),
    /// A number, a bool or nothing, as JSON has it.
    Plain(String),
}

/// A node before what was written is looked up.
enum Raw {
    Map(Vec<(String, Located<Self>)>),
    List(Vec<Located<Self>>),
    Text(String),
    Plain(String),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain("null".to_owned()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(item) = items.next_entry()? {
            map.push(item);
        }
        Ok(Raw::Map(map))
    }
}

impl Node {
    /// Reads a text that a typed reader has read without complaint; `None` where that is not so.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut sources = crate::diag::SourceMap::default();
        let source = sources.add("catalog.yaml", text);
        let raw = crate::catalog::parse::<Located<Raw>>(text, source).ok()?;
        Some(Self::of(raw, text))
    }

    fn of(raw: Located<Raw>, text: &str) -> Self {
        match raw.value {
            Raw::Map(items) => Self::Map(
                items.into_iter().map(|(key, item)| (key, Self::of(item, text))).collect(),
            ),
            Raw::List(items) => {
                Self::List(items.into_iter().map(|item| Self::of(item, text)).collect())
            }
            Raw::Text(value) => Self::Text(value),
            Raw::Plain(value) => {
                // An alias stands where it is used, not where it was written.
                let written = text.get(raw.span.range()).unwrap_or_default().trim();
                let number =
                    |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
                let as_written = !written.is_empty() && written.chars().all(number);
                Self::Plain(if as_written { written.to_owned() } else { value })
            }
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(items) => items.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value of a key, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Map(items) => items.iter_mut().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Keeps the entries of a map for which `keep` says so.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str, &mut Self) -> bool) {
        if let Self::Map(items) = self {
            items.retain_mut(|(key, value)| keep(key, value));
        }
    }

    /// The items of a list that are texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let items = if let Self::List(items) = self { items.as_slice() } else { &[] };
        items.iter().filter_map(Self::text)
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Its YAML, in the form of JSON.
    pub(super) fn write(&self, indent: usize, to: &mut String) {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let inner = " ".repeat(indent + 2);
        match self {
            Self::Text(text) => to.push_str(&quoted(text)),
            Self::Plain(text) => to.push_str(text),
            Self::Map(items) if items.is_empty() => to.push_str("{}"),
            Self::List(items) if items.is_empty() => to.push_str("[]"),
            Self::Map(items) => {
                to.push('{');
                for (at, (key, value)) in items.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    to.push_str(&format!("{comma}\n{inner}{}: ", quoted(key)));
                    value.write(indent + 2, to);
                }
                to.push_str(&format!("\n{}}}", " ".repeat(indent)));
            }
            Self::List(items) => {
                to.push('[');
                for (at, value) in items.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    to.push_str(&format!("{comma}\n{inner}"));
                    value.write(indent + 2, to);
                }
                to.push_str(&format!("\n{}]", " ".repeat(indent)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_were_written_and_keys_in_their_order() {
        let node = Node::read("b: 1.10\na:\n  - x, y\n  - true\n  - ~\n  - '1.10'\n").unwrap();
        let mut text = String::new();
        node.write(0, &mut text);
        assert_eq!(
            text,
            "{\n  \"b\": 1.10,\n  \"a\": [\n    \"x, y\",\n    true,\n    null,\n    \"1.10\"\n  ]\n}"
        );
    }
}
