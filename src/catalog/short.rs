//! The two ways to write one thing: a bare name for the usual case, a mapping for the rest.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// `key: name`, or `key: { … }` with everything spelt out.
///
/// Not a serde `untagged` enum, because that would lose the places of what is inside.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum ShortOr<T> {
    /// The bare name.
    Short(String),
    /// The mapping.
    Long(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ShortOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = ShortOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name or a mapping")
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(ShortOr::Short(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(ShortOr::Long)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}
