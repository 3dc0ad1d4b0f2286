//! A value that shows a difference between two types: the old one takes it, and the new one
//! refuses it or makes something else of it.

use hcl_rs::{Map, Value};

use super::class::Class;
use super::sample::{filled, of_type};
use super::types::{Difference, Kind, Step, compare};
use crate::terraform::{Type, render};

/// A value of the type `old` that shows the difference, made from `base` where there is one.
pub(super) fn shown(base: Option<Value>, old: &Type, difference: &Difference) -> Option<Value> {
    let change = |value: Option<Value>, ty: Option<&Type>| leaf(difference, value, ty);
    replaced(base, old, &difference.path, &change)
}

/// A value as HCL, cut where it is long.
pub(super) fn in_few(value: &Value) -> String {
    const LONG: usize = 60;
    let whole = render::value(value);
    match whole.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

/// What has to stand at the place of the difference; `None` for nothing.
fn leaf(difference: &Difference, value: Option<Value>, ty: Option<&Type>) -> Option<Value> {
    let new = difference.new.as_ref().map(|attribute| &attribute.ty);
    match difference.kind {
        // What it takes is that nothing is there.
        Kind::AttributeAddedRequired
        | Kind::AttributeAddedOptional
        | Kind::AttributeMadeRequired
        | Kind::AttributeMadeOptional
        | Kind::AttributeDefault => None,
        Kind::ListToSet | Kind::SetToList => ty.map(twice),
        Kind::MapToObject => {
            let Some(Type::Object(object)) = new else { return ty.map(filled) };
            let Some(Type::Map(element)) = ty else { return None };
            let names = object.attributes.iter().filter(|(_, a)| !a.optional).map(|(name, _)| name);
            let mut entries: Map<_, _> = names.map(|n| (n.clone(), filled(element))).collect();
            entries.insert(unheard_of(|name| object.get(name).is_some()), filled(element));
            Some(Value::Object(entries))
        }
        Kind::FromAny => new.map(not_of),
        Kind::FromString => Some(Value::from("sample")),
        Kind::ToString if ty == Some(&Type::Number) => Some(Value::from(5)),
        Kind::ElementAny => match (ty, new) {
            (Some(Type::Any), _) => Some(Value::from(1)),
            (Some(Type::String), Some(Type::Any)) => Some(Value::from(5)),
            (Some(Type::Number), Some(Type::Any)) => Some(Value::from("5")),
            (Some(Type::Bool), Some(Type::Any)) => Some(Value::from("true")),
            _ => ty.map(filled),
        },
        Kind::ToAnyUnfilled => match ty {
            Some(Type::Set(_)) => ty.map(twice),
            _ => ty.map(of_type),
        },
        Kind::ObjectToMapMixed => match (ty, new) {
            (Some(Type::Object(object)), Some(Type::Map(element))) => {
                let entries = object.attributes.iter().map(|(name, attribute)| {
                    let whole = Some(filled(&attribute.ty));
                    let differences = compare(&attribute.ty, element);
                    let break_ = differences.iter().find(|d| d.kind.class() == Class::Major);
                    let value = match break_ {
                        Some(difference) => shown(whole, &attribute.ty, difference),
                        None => whole,
                    };
                    (name.clone(), value.unwrap_or(Value::Null))
                });
                Some(Value::Object(entries.collect()))
            }
            _ => None,
        },
        Kind::Incompatible => match (ty, new) {
            (Some(Type::List(element) | Type::Set(element)), Some(Type::Tuple(types))) => {
                Some(Value::Array(vec![filled(element); types.len() + 1]))
            }
            _ => ty.map(filled),
        },
        // A value of the type that is there already may satisfy validations.
        _ => match value {
            Some(value) if !is_empty(&value) => Some(value),
            _ => ty.map(filled),
        },
    }
}

/// Two equal elements around another, in no order.
fn twice(ty: &Type) -> Value {
    let items = match ty {
        Type::List(element) | Type::Set(element) => match &**element {
            Type::String => ["b", "a", "b"].map(Value::from).to_vec(),
            Type::Number => [2, 1, 2].map(Value::from).to_vec(),
            element => vec![filled(element), filled(element)],
        },
        ty => return filled(ty),
    };
    Value::Array(items)
}

/// A value that a type refuses, or that it drops a part of.
fn not_of(ty: &Type) -> Value {
    match ty {
        Type::Object(object) => {
            let Value::Object(mut entries) = filled(ty) else { return filled(ty) };
            let name = unheard_of(|name| object.get(name).is_some());
            entries.insert(name, Value::from("sample"));
            Value::Object(entries)
        }
        Type::String => Value::Array(vec![Value::from("sample")]),
        _ => Value::from("sample"),
    }
}

/// A name that is not taken.
fn unheard_of(taken: impl Fn(&str) -> bool) -> String {
    let mut name = "other".to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The value with what `path` leads to replaced, and everything on the way there made up.
fn replaced(
    value: Option<Value>,
    ty: &Type,
    path: &[Step],
    change: &dyn Fn(Option<Value>, Option<&Type>) -> Option<Value>,
) -> Option<Value> {
    let Some((step, rest)) = path.split_first() else { return change(value, Some(ty)) };
    let value = value.filter(|value| !is_empty(value)).unwrap_or_else(|| of_type(ty));
    Some(match (step, ty, value) {
        (Step::Attribute(name), Type::Object(object), Value::Object(mut entries)) => {
            let inner = entries.swap_remove(name);
            let inner = match object.get(name) {
                Some(attribute) => replaced(inner, &attribute.ty, rest, change),
                None => change(None, None),
            };
            entries.extend(inner.map(|inner| (name.clone(), inner)));
            Value::Object(entries)
        }
        (Step::Element, Type::List(element) | Type::Set(element), Value::Array(mut items)) => {
            let first = (!items.is_empty()).then(|| items.remove(0));
            items.splice(0..0, replaced(first, element, rest, change));
            Value::Array(items)
        }
        (Step::Element, Type::Map(element), Value::Object(mut entries)) => {
            let name = entries.keys().next().cloned().unwrap_or_else(|| "sample".to_owned());
            let inner = replaced(entries.swap_remove(&name), element, rest, change);
            entries.extend(inner.map(|inner| (name, inner)));
            Value::Object(entries)
        }
        (Step::Item(i), Type::Tuple(types), Value::Array(mut items)) if *i < items.len() => {
            let inner = replaced(Some(items[*i].clone()), &types[*i], rest, change);
            items[*i] = inner.unwrap_or(Value::Null);
            Value::Array(items)
        }
        (_, _, value) => value,
    })
}
