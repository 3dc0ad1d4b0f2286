//! Visits the attributes of a value as its schema lays them out.

use super::value::Value;
use crate::schema::{Attribute, Block, Nesting};
use crate::terraform::Type;

/// Puts what `change` returns in the place of every attribute of a block and of its nested blocks.
///
/// An attribute that the value lacks is visited as null. The path names the way to it, such as
/// `origin.0.custom_header.1.name`.
pub fn attributes(
    block: &Block,
    value: Value,
    path: &str,
    change: &mut dyn FnMut(&Attribute, &str, Value) -> Value,
) -> Value {
    let Value::Object(mut object) = value else { return value };
    for attribute in &block.attributes {
        let value = object.remove(&attribute.name).unwrap_or(Value::Null);
        let changed = change(attribute, &join(path, &attribute.name), value);
        object.insert(attribute.name.clone(), changed);
    }
    for nested in &block.blocks {
        let value = object.remove(&nested.name).unwrap_or(Value::Null);
        let path = join(path, &nested.name);
        let changed = objects(nested.nesting, value, &path, &mut |item, path| {
            attributes(&nested.block, item, path, change)
        });
        object.insert(nested.name.clone(), changed);
    }
    Value::Object(object)
}

/// Puts what `change` returns in the place of every object of a nested block or attribute.
pub fn objects(
    nesting: Nesting,
    value: Value,
    path: &str,
    change: &mut dyn FnMut(Value, &str) -> Value,
) -> Value {
    match (nesting, value) {
        (Nesting::Single | Nesting::Group, value @ Value::Object(_)) => change(value, path),
        (Nesting::List | Nesting::Set, Value::List(items)) => {
            let item = |(at, item)| change(item, &format!("{path}.{at}"));
            Value::List(items.into_iter().enumerate().map(item).collect())
        }
        (Nesting::Map, Value::Object(items)) => {
            let item = |(key, item): (String, Value)| {
                let changed = change(item, &join(path, &key));
                (key, changed)
            };
            Value::Object(items.into_iter().map(item).collect())
        }
        (_, other) => other,
    }
}

/// Puts what `change` returns in the place of everything within a value that is not known.
pub fn unknowns(
    ty: &Type,
    value: Value,
    path: &str,
    change: &mut dyn FnMut(&Type, &str) -> Value,
) -> Value {
    match (ty, value) {
        (ty, Value::Unknown(..)) => change(ty, path),
        (Type::List(of) | Type::Set(of), Value::List(items)) => {
            let item = |(at, item)| unknowns(of, item, &format!("{path}.{at}"), change);
            Value::List(items.into_iter().enumerate().map(item).collect())
        }
        (Type::Tuple(of), Value::List(items)) => {
            let item = |(at, (ty, item))| unknowns(ty, item, &format!("{path}.{at}"), change);
            Value::List(of.iter().zip(items).enumerate().map(item).collect())
        }
        (Type::Map(of), Value::Object(items)) => {
            let item = |(key, item): (String, Value)| {
                let changed = unknowns(of, item, &join(path, &key), change);
                (key, changed)
            };
            Value::Object(items.into_iter().map(item).collect())
        }
        (Type::Object(object), Value::Object(items)) => {
            let item = |(key, item): (String, Value)| {
                let ty = object.attributes.get(&key).map_or(&Type::Any, |a| &a.ty);
                let changed = unknowns(ty, item, &join(path, &key), change);
                (key, changed)
            };
            Value::Object(items.into_iter().map(item).collect())
        }
        // A value whose type is `any` comes as its type and itself.
        (Type::Any, Value::List(pair)) => match <[Value; 2]>::try_from(pair) {
            Ok([Value::Bytes(json), value]) => {
                let ty = crate::schema::block::type_from_json(&json);
                Value::List(vec![Value::Bytes(json), unknowns(&ty, value, path, change)])
            }
            Ok(pair) => Value::List(pair.into()),
            Err(items) => Value::List(items),
        },
        (_, known) => known,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
