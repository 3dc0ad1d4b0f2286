//! What is taken of a collection: attributes, elements, splats and `for`.

use std::collections::BTreeMap;

use super::Fault;
use super::convert::convert;
use super::expression::{Evaluated, Evaluator, wrong};
use super::operators::{to_number, to_text};
use super::value::{Kind, Value};
use crate::hcl::syntax::{Expr, ForExpr, Ident, SplatStep};
use crate::terraform::types::Type;

impl Evaluator<'_> {
    pub(super) fn splat(&mut self, base: &Expr<'_>, each: &[SplatStep<'_>]) -> Evaluated {
        let value = self.expr(base)?;
        let sensitive = value.sensitive;
        let element = match &value.kind {
            Kind::List(ty, _) | Kind::Set(ty, _) => ty.clone(),
            _ => Type::Any,
        };
        let (list, items) = match value.kind {
            Kind::Unknown(_) => return Ok(Value::unknown(Type::Any)),
            Kind::Null(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                return Err(wrong(base.span, "the value is null".to_owned()));
            }
            Kind::Null(_) => return Ok(Kind::Tuple(Vec::new()).into()),
            Kind::Tuple(items) => (false, items),
            Kind::List(_, items) => (true, items),
            Kind::Set(ty, items) => {
                if !ty.is_primitive() && items.len() > 1 {
                    return Ok(Value::unknown(Type::Any));
                }
                (true, items)
            }
            kind => (false, vec![kind.into()]),
        };
        let empty_list = list && items.is_empty();
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            self.spend(1)?;
            let mut item = item;
            for step in each {
                item = match step {
                    SplatStep::GetAttr(name) => {
                        attribute(&item, *name).map_err(|message| wrong(name.span, message))?
                    }
                    SplatStep::Index(key) => {
                        let key_value = self.expr(key)?;
                        index(&item, key_value).map_err(|message| wrong(key.span, message))?
                    }
                };
            }
            results.push(item);
        }
        if empty_list {
            let ty = each.iter().fold(element, step_type);
            return Ok(Value::from(Kind::List(ty, results)).marked(sensitive));
        }
        let tuple: Value = Kind::Tuple(results).into();
        let value = if list {
            convert(tuple, &Type::list(Type::Any)).map_err(|message| wrong(base.span, message))?
        } else {
            tuple
        };
        Ok(value.marked(sensitive))
    }

    pub(super) fn for_expr(&mut self, f: &ForExpr<'_>) -> Evaluated {
        let collection = self.expr(&f.collection)?;
        let sensitive = collection.sensitive;
        let pairs = match pairs(collection) {
            Ok(Some(pairs)) => pairs,
            Ok(None) => return Ok(Value::unknown(Type::Any)),
            Err(message) => return Err(wrong(f.collection.span, message)),
        };
        let depth = self.bound.len();
        let result = self.each(f, pairs);
        self.bound.truncate(depth);
        Ok(result?.marked(sensitive))
    }

    pub(super) fn each(&mut self, f: &ForExpr<'_>, pairs: Vec<(Value, Value)>) -> Evaluated {
        let depth = self.bound.len();
        let mut items = Vec::new();
        let mut map: BTreeMap<String, Value> = BTreeMap::new();
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut known = true;
        if let (true, Some(condition)) = (pairs.is_empty(), &f.condition) {
            // Terraform looks at it once before it looks at the elements.
            let unknowns = self.unknowns;
            let any = || Value::unknown(Type::Any);
            self.bind(f.key_var, f.value_var, any(), any());
            self.boolean(condition)?;
            self.unknowns = unknowns;
        }
        for (key, value) in pairs {
            self.bound.truncate(depth);
            self.bind(f.key_var, f.value_var, key, value);
            if let Some(condition) = &f.condition {
                let (holds, _) = self.boolean(condition)?;
                match holds {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        known = false;
                        continue;
                    }
                }
            }
            let Some(key) = &f.key else {
                items.push(self.expr(&f.value)?);
                continue;
            };
            let key_value = self.expr(key)?;
            let text = to_text(key_value).map_err(|message| wrong(key.span, message))?;
            let value = self.expr(&f.value)?;
            match text {
                None => known = false,
                Some(text) if f.group => groups.entry(text).or_default().push(value),
                Some(text) if map.contains_key(&text) => {
                    return Err(wrong(key.span, format!("the key `{text}` comes twice")));
                }
                Some(text) => drop(map.insert(text, value)),
            }
        }
        Ok(match (&f.key, f.group) {
            _ if !known => Value::unknown(Type::Any),
            (None, _) => Kind::Tuple(items).into(),
            (Some(_), false) => Kind::Object(map).into(),
            (Some(_), true) => Kind::Object(
                groups.into_iter().map(|(k, items)| (k, Kind::Tuple(items).into())).collect(),
            )
            .into(),
        })
    }
}

/// The keys and values of what can be walked over; none when they or their order are unknown.
pub(super) fn pairs(collection: Value) -> Result<Option<Vec<(Value, Value)>>, Fault> {
    let numbered = |items: Vec<Value>| {
        items.into_iter().enumerate().map(|(i, value)| (Value::int(i), value)).collect()
    };
    Ok(Some(match collection.kind {
        Kind::Unknown(_) => return Ok(None),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Tuple(items) | Kind::List(_, items) => numbered(items),
        Kind::Set(ty, items) => {
            if !ty.is_primitive() && items.len() > 1 {
                return Ok(None);
            }
            items.into_iter().map(|item| (item.clone(), item)).collect()
        }
        Kind::Map(_, map) | Kind::Object(map) => {
            map.into_iter().map(|(key, value)| (Value::string(key), value)).collect()
        }
        _ => return Err("the value is no collection".into()),
    }))
}

/// The type of what a step of a splat takes of a value of type `ty`.
fn step_type(ty: Type, step: &SplatStep<'_>) -> Type {
    match (ty, step) {
        (Type::Object(object), SplatStep::GetAttr(name)) => {
            object.get(name.text).map_or(Type::Any, |attribute| attribute.ty.clone())
        }
        (Type::Map(ty), _) | (Type::List(ty), SplatStep::Index(_)) => *ty,
        _ => Type::Any,
    }
}

pub(super) fn attribute(base: &Value, name: Ident<'_>) -> Result<Value, Fault> {
    let none = || format!("there is no attribute `{}`", name.text);
    let value = match &base.kind {
        Kind::Unknown(Type::Map(ty)) => Value::unknown((**ty).clone()),
        Kind::Unknown(Type::Object(object)) => match object.get(name.text) {
            Some(attribute) => Value::unknown(attribute.ty.clone()),
            None => return Err(none().into()),
        },
        Kind::Unknown(_) => Value::unknown(Type::Any),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Map(_, map) | Kind::Object(map) => map.get(name.text).cloned().ok_or_else(none)?,
        _ => return Err(format!("a value with attributes is required for `.{}`", name.text).into()),
    };
    Ok(value.marked(base.sensitive))
}

pub(super) fn index(base: &Value, key: Value) -> Result<Value, Fault> {
    let sensitive = base.sensitive || key.sensitive;
    let value = match &base.kind {
        Kind::Unknown(_) => Value::unknown(Type::Any),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Tuple(items) | Kind::List(_, items) => {
            let at = to_number(key)?.and_then(|at| at.to_int());
            match at {
                None => Value::unknown(Type::Any),
                Some(at) => {
                    let at = at.and_then(|at| usize::try_from(at).ok());
                    match at.and_then(|at| items.get(at)) {
                        Some(item) => item.clone(),
                        None => return Err("there is no such element".into()),
                    }
                }
            }
        }
        Kind::Map(_, map) | Kind::Object(map) => match to_text(key)? {
            None => Value::unknown(Type::Any),
            Some(key) => {
                map.get(&key).cloned().ok_or_else(|| format!("there is no key `{key}`"))?
            }
        },
        _ => return Err("the value has no elements to choose from".into()),
    };
    Ok(value.marked(sensitive))
}
