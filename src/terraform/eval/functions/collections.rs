//! Any collection: how much is in it, what is in it, maps and objects.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Args, Budget, Called, Function, MANY, fault, outside, unknown};
use crate::terraform::eval::convert::convert;
use crate::terraform::eval::operators;
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    outside("length", 1, 1, Type::Number, length),
    outside("contains", 2, 2, Type::Bool, contains),
    outside("keys", 1, 1, Type::Any, keys),
    outside("values", 1, 1, Type::Any, values),
    outside("lookup", 2, 3, Type::Any, lookup),
    outside("merge", 0, MANY, Type::Any, merge),
    outside("zipmap", 2, 2, Type::Any, zipmap),
];

fn length(mut args: Args, _: &mut Budget) -> Called {
    Ok(Value::int(match args.take(0).kind {
        Kind::String(text) => text.graphemes(true).count(),
        Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => items.len(),
        Kind::Map(_, map) | Kind::Object(map) => map.len(),
        Kind::Null(_) => return fault("the value is null"),
        _ => return fault("a string or a collection is required"),
    }))
}

fn contains(mut args: Args, _: &mut Budget) -> Called {
    let (list, value) = (args.take(0), args.take(1));
    if value.is_null() {
        return fault("the value is null");
    }
    let hidden = list.is_sensitive() || value.is_sensitive();
    match &list.kind {
        Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
            Ok(Value::bool(operators::contains(items, &value)).marked(hidden))
        }
        Kind::Null(_) => fault("the list is null"),
        _ => fault("a list, set or tuple is required"),
    }
}

fn keys(mut args: Args, _: &mut Budget) -> Called {
    match args.take(0).kind {
        Kind::Map(_, map) => Ok(Value::strings(map.into_keys())),
        Kind::Object(map) => Ok(Kind::Tuple(map.into_keys().map(Value::string).collect()).into()),
        Kind::Null(_) => fault("the map is null"),
        _ => fault("a map or object is required"),
    }
}

fn values(mut args: Args, _: &mut Budget) -> Called {
    match args.take(0).kind {
        Kind::Map(ty, map) => Ok(Kind::List(ty, map.into_values().collect()).into()),
        Kind::Object(map) => Ok(Kind::Tuple(map.into_values().collect()).into()),
        Kind::Null(_) => fault("the map is null"),
        _ => fault("a map or object is required"),
    }
}

fn lookup(mut args: Args, _: &mut Budget) -> Called {
    let map = args.take(0);
    let key = args.text(1)?;
    let given = args.len() > 2;
    let default = args.take(2);
    match map.kind {
        Kind::Map(ty, mut map) => {
            // The default must fit even where it is not needed.
            let default = convert(default, &ty)?;
            match map.remove(&key) {
                Some(value) => Ok(value),
                None if given => Ok(default),
                None => fault("there is no such key"),
            }
        }
        Kind::Object(mut map) => match map.remove(&key) {
            Some(value) => Ok(value),
            None if given => Ok(default),
            None => fault("there is no such attribute"),
        },
        Kind::Null(_) => fault("the map is null"),
        _ => fault("a map or object is required"),
    }
}

fn merge(mut args: Args, _: &mut Budget) -> Called {
    let mut first: Option<Type> = None;
    let (mut same, mut open) = (true, false);
    let mut all = BTreeMap::new();
    for at in 0..args.len() {
        let value = args.take(at);
        let ty = value.ty();
        if value.has_unknown_type() {
            same = false;
        }
        same &= first.get_or_insert_with(|| ty.clone()) == &ty;
        match value.kind {
            Kind::Map(_, map) | Kind::Object(map) => all.extend(map),
            Kind::Null(Type::Any) => (same, open) = (false, true),
            Kind::Null(Type::Map(_) | Type::Object(_)) => {}
            // After a `null` as written Terraform asks for no types.
            _ if open => return unknown(Type::Any),
            _ => return fault("maps or objects are required"),
        }
    }
    Ok(match first {
        Some(Type::Map(ty)) if same => Kind::Map(*ty, all).into(),
        _ => Kind::Object(all).into(),
    })
}

fn zipmap(mut args: Args, _: &mut Budget) -> Called {
    let Some(keys) = args.texts(0)? else { return unknown(Type::Any) };
    let (ty, values) = match args.take(1).kind {
        Kind::List(ty, items) => (Some(ty), items),
        Kind::Tuple(items) => (None, items),
        Kind::Null(_) => return fault("the values are null"),
        _ => return fault("a list or tuple is required"),
    };
    if keys.len() != values.len() {
        return fault("there must be as many keys as values");
    }
    let mut map = BTreeMap::new();
    for (key, value) in keys.into_iter().zip(values) {
        match key {
            Some(key) => drop(map.insert(key, value)),
            None => return fault("a key is null"),
        }
    }
    Ok(match ty {
        Some(ty) => Kind::Map(ty, map).into(),
        None => Kind::Object(map).into(),
    })
}
