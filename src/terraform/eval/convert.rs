//! Conversions between types, and the type that several types have in common.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Fault;
use super::number::Number;
use super::operators::{compare_in_set, equal};
use super::value::{Kind, Value, required};
use crate::terraform::types::{ObjectAttribute, ObjectType, Type};

/// Converts a value as Terraform does where it is wanted as `ty`, attributes that are left out
/// by their defaults.
///
/// # Errors
/// Why Terraform would refuse.
pub(super) fn convert(value: Value, ty: &Type) -> Result<Value, Fault> {
    let sensitive = value.sensitive;
    let kind = match (value.kind, ty) {
        (kind, Type::Any) => kind,
        (Kind::Unknown(_), _) => Kind::Unknown(required(ty)),
        (Kind::Null(_), _) => Kind::Null(required(ty)),
        (kind @ Kind::Bool(_), Type::Bool)
        | (kind @ Kind::Number(_), Type::Number)
        | (kind @ Kind::String(_), Type::String) => kind,
        (Kind::Bool(value), Type::String) => Kind::String(value.to_string()),
        (Kind::Number(number), Type::String) => {
            number.text().map_or(Kind::Unknown(Type::String), Kind::String)
        }
        (Kind::String(text), Type::Number) => match Number::parse(&text) {
            Some(number) => Value::number(number).kind,
            None if text.to_ascii_lowercase().ends_with("inf") => Kind::Unknown(Type::Number),
            None => return Err("a number is required".into()),
        },
        (Kind::String(text), Type::Bool) => match text.as_str() {
            "true" | "1" => Kind::Bool(true),
            "false" | "0" => Kind::Bool(false),
            _ => return Err("a bool is required".into()),
        },
        (Kind::Tuple(items) | Kind::List(_, items), Type::List(element)) => {
            let (ty, items) = elements(items, element)?;
            Kind::List(ty, items)
        }
        (Kind::Set(from, items), Type::List(element)) => {
            if items.len() > 1 && !from.is_primitive() {
                // Terraform has an order for them, which is nobody's business.
                Kind::Unknown(required(ty))
            } else {
                let (ty, items) = elements(items, element)?;
                Kind::List(ty, items)
            }
        }
        (Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items), Type::Set(element)) => {
            let (ty, items) = elements(items, element)?;
            match set(items) {
                Some(items) => Kind::Set(ty, items),
                None => Kind::Unknown(Type::set(ty)),
            }
        }
        (Kind::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => Kind::Tuple(
            items.into_iter().zip(types).map(|(v, ty)| convert(v, ty)).collect::<Result<_, _>>()?,
        ),
        (Kind::Map(_, map) | Kind::Object(map), Type::Map(element)) => {
            let (names, values): (Vec<_>, Vec<_>) = map.into_iter().unzip();
            let (ty, values) = elements(values, element)?;
            Kind::Map(ty, names.into_iter().zip(values).collect())
        }
        (Kind::Map(_, map) | Kind::Object(map), Type::Object(object)) => {
            Kind::Object(attributes(map, object)?)
        }
        (kind, _) => {
            let found = Value::from(kind).ty().brief();
            return Err(format!("{} is required, found {found}", ty.brief()).into());
        }
    };
    Ok(Value { kind, sensitive })
}

/// The elements of a collection, all of one type.
fn elements(items: Vec<Value>, ty: &Type) -> Result<(Type, Vec<Value>), Fault> {
    let items: Vec<Value> =
        items.into_iter().map(|v| convert(v, ty)).collect::<Result<_, Fault>>()?;
    if !ty.contains_any() {
        return Ok((required(ty), items));
    }
    let types: Vec<Type> = items.iter().map(Value::ty).collect();
    let common = unify(&types)?;
    let items = items.into_iter().map(|v| convert(v, &common)).collect::<Result<_, Fault>>()?;
    Ok((common, items))
}

fn attributes(
    mut map: BTreeMap<String, Value>,
    object: &ObjectType,
) -> Result<BTreeMap<String, Value>, Fault> {
    let mut all = BTreeMap::new();
    for (name, attribute) in &object.attributes {
        let given = map.remove(name);
        let value = match (given, &attribute.default) {
            (None, Some(default)) => Value::literal(default),
            (Some(value), Some(default)) if value.is_null() => Value::literal(default),
            (Some(value), _) => value,
            (None, None) if attribute.optional => Value::null(),
            (None, None) => return Err(format!("attribute `{name}` is required").into()),
        };
        let value = convert(value, &attribute.ty).map_err(|fault| match fault {
            Fault::Wrong(message) => Fault::Wrong(format!("attribute `{name}`: {message}")),
            Fault::Limit => Fault::Limit,
        })?;
        all.insert(name.clone(), value);
    }
    Ok(all)
}

/// Elements in the order of a set and each once; none when that depends on what is not known, or
/// takes too long to find out.
///
/// Collections among them keep the order they came in, which is not Terraform's.
pub(super) fn set(mut items: Vec<Value>) -> Option<Vec<Value>> {
    /// How much of comparing each with each is too much.
    const TOO_MUCH: u64 = 1_000_000;
    if items.iter().all(|item| item.parts().next().is_none() && !is_collection(item)) {
        let mut unsure = false;
        items.sort_by(|a, b| {
            compare_in_set(a, b).unwrap_or_else(|| {
                unsure = true;
                Ordering::Equal
            })
        });
        items.dedup_by(|a, b| equal(a, b) == Some(true));
        return (!unsure).then_some(items);
    }
    let size: u64 = items.iter().map(|item| item.measure().0).sum();
    if size.saturating_mul(items.len() as u64) > TOO_MUCH {
        return None;
    }
    let mut all: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        let mut there = !item.is_known();
        if there {
            return None;
        }
        for other in &all {
            there |= equal(&item, other)?;
        }
        if !there {
            all.push(item);
        }
    }
    Some(all)
}

fn is_collection(value: &Value) -> bool {
    !matches!(
        value.kind,
        Kind::Unknown(_) | Kind::Null(_) | Kind::Bool(_) | Kind::Number(_) | Kind::String(_)
    )
}

/// The type that values of all of these types convert to.
///
/// # Errors
/// When there is none.
pub(super) fn unify(types: &[Type]) -> Result<Type, Fault> {
    let all: Vec<&Type> = types.iter().collect();
    Unifier { left: 100_000 }.unify(&all)
}

/// Trying one way after another takes time that doubles with each level, so it is bounded.
struct Unifier {
    left: u64,
}

impl Unifier {
    fn unify(&mut self, types: &[&Type]) -> Result<Type, Fault> {
        self.left = self.left.checked_sub(1 + types.len() as u64).ok_or(Fault::Limit)?;
        let known: Vec<&Type> = types.iter().copied().filter(|ty| **ty != Type::Any).collect();
        let Some(first) = known.first() else { return Ok(Type::Any) };
        let collections =
            known.iter().any(|ty| matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(_)));
        if collections && known.len() < types.len() {
            // A `null` as written leaves the type of what it stands beside open.
            return none_in_common();
        }
        if known.iter().all(|ty| ty == first) {
            return Ok((*first).clone());
        }
        let all = |is: fn(&Type) -> bool| known.iter().all(|ty| is(ty));
        if all(|ty| matches!(ty, Type::Object(_))) {
            return self.objects(&known);
        }
        if all(|ty| matches!(ty, Type::Tuple(_))) {
            return self.tuples(&known);
        }
        if all(|ty| matches!(ty, Type::Map(_) | Type::Object(_))) {
            return self.elements(&known).map(Type::map);
        }
        if all(|ty| matches!(ty, Type::Set(_) | Type::Tuple(_))) {
            return self.elements(&known).map(Type::set);
        }
        if all(|ty| matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_))) {
            return self.elements(&known).map(Type::list);
        }
        if all(Type::is_primitive) && known.contains(&&Type::String) {
            return Ok(Type::String);
        }
        none_in_common()
    }

    /// The type that the elements of all these collections have in common.
    fn elements(&mut self, types: &[&Type]) -> Result<Type, Fault> {
        let mut each = Vec::new();
        for ty in types {
            each.push(match ty {
                Type::List(ty) | Type::Set(ty) | Type::Map(ty) => (**ty).clone(),
                Type::Tuple(types) => self.unify(&types.iter().collect::<Vec<_>>())?,
                Type::Object(object) => {
                    self.unify(&object.attributes.values().map(|a| &a.ty).collect::<Vec<_>>())?
                }
                _ => return none_in_common(),
            });
        }
        self.unify(&each.iter().collect::<Vec<_>>())
    }

    fn objects(&mut self, types: &[&Type]) -> Result<Type, Fault> {
        let objects: Vec<&ObjectType> = types.iter().filter_map(|ty| ty.as_object()).collect();
        let same = objects.windows(2).all(|w| w[0].attributes.keys().eq(w[1].attributes.keys()));
        if same && let Some(first) = objects.first() {
            let each: Result<Vec<_>, Fault> = first
                .attributes
                .keys()
                .map(|name| {
                    let types: Vec<&Type> =
                        objects.iter().filter_map(|o| o.get(name)).map(|a| &a.ty).collect();
                    Ok((name.clone(), ObjectAttribute::required(self.unify(&types)?)))
                })
                .collect();
            match each {
                Ok(each) => return Ok(Type::object(each)),
                Err(Fault::Limit) => return Err(Fault::Limit),
                Err(Fault::Wrong(_)) => {}
            }
        }
        let all: Vec<&Type> =
            objects.iter().flat_map(|o| o.attributes.values()).map(|a| &a.ty).collect();
        self.unify(&all).map(Type::map)
    }

    fn tuples(&mut self, types: &[&Type]) -> Result<Type, Fault> {
        let tuples: Vec<&Vec<Type>> = types
            .iter()
            .filter_map(|ty| match ty {
                Type::Tuple(types) => Some(types),
                _ => None,
            })
            .collect();
        let same = tuples.windows(2).all(|w| w[0].len() == w[1].len());
        if same && let Some(first) = tuples.first() {
            let each: Result<Vec<_>, Fault> = (0..first.len())
                .map(|i| self.unify(&tuples.iter().map(|t| &t[i]).collect::<Vec<_>>()))
                .collect();
            match each {
                Ok(each) => return Ok(Type::Tuple(each)),
                Err(Fault::Limit) => return Err(Fault::Limit),
                Err(Fault::Wrong(_)) => {}
            }
        }
        let all: Vec<&Type> = tuples.iter().flat_map(|t| t.iter()).collect();
        self.unify(&all).map(Type::list)
    }
}

fn none_in_common() -> Result<Type, Fault> {
    Err("the values have no type in common".into())
}
