//! Lists and what is taken of them.

use super::{
    Args, Budget, Called, Fault, Function, MANY, everything, fault, nothing, outside, unknown,
};
use crate::terraform::eval::convert::{convert, unify};
use crate::terraform::eval::operators::equal;
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    nothing("alltrue", 1, 1, Type::Bool, |args, _| each_true(args, false)),
    nothing("anytrue", 1, 1, Type::Bool, |args, _| each_true(args, true)),
    outside("concat", 1, MANY, Type::Any, concat),
    everything("flatten", 1, 1, Type::Any, flatten),
    everything("distinct", 1, 1, Type::Any, distinct),
    everything("compact", 1, 1, Type::Any, compact),
    outside("reverse", 1, 1, Type::Any, reverse),
    everything("sort", 1, 1, Type::Any, sort),
    outside("slice", 3, 3, Type::Any, slice),
    outside("element", 2, 2, Type::Any, element),
    everything("index", 2, 2, Type::Number, index),
    outside("one", 1, 1, Type::Any, one),
    nothing("coalesce", 1, MANY, Type::Any, coalesce),
    outside("coalescelist", 1, MANY, Type::Any, coalescelist),
    outside("chunklist", 2, 2, Type::Any, chunklist),
];

/// Elements of a list or tuple, with the type of a list's.
fn elements(value: Value) -> Result<(Option<Type>, Vec<Value>), Fault> {
    match value.kind {
        Kind::Tuple(items) => Ok((None, items)),
        Kind::List(ty, items) => Ok((Some(ty), items)),
        Kind::Null(_) => fault("the value is null"),
        _ => fault("a list or tuple is required"),
    }
}

/// The elements as a list of that type, or as a tuple.
fn rebuilt(ty: Option<Type>, items: Vec<Value>) -> Value {
    match ty {
        Some(ty) => Kind::List(ty, items).into(),
        None => Kind::Tuple(items).into(),
    }
}

fn each_true(mut args: Args, any: bool) -> Called {
    let list = args.of(0, &Type::list(Type::Bool))?;
    let hidden = list.is_sensitive();
    let mut result = Some(!any);
    match list.kind {
        Kind::List(_, items) => {
            for item in items {
                match item.kind {
                    Kind::Bool(value) if value == any => {
                        result = Some(any);
                        break;
                    }
                    Kind::Bool(_) => {}
                    Kind::Null(_) if any => {}
                    Kind::Null(_) => {
                        result = Some(false);
                        break;
                    }
                    _ => result = None,
                }
            }
        }
        _ => result = None,
    }
    Ok(Value::bool(result).marked(hidden))
}

fn concat(mut args: Args, _: &mut Budget) -> Called {
    let mut all = Vec::new();
    let mut types = Vec::new();
    let mut lists = true;
    for at in 0..args.len() {
        let (ty, items) = elements(args.take(at))?;
        lists &= ty.is_some();
        types.extend(ty);
        all.extend(items);
    }
    if lists {
        match unify(&types) {
            Ok(ty) => {
                let items: Result<_, Fault> = all.into_iter().map(|v| convert(v, &ty)).collect();
                return Ok(Kind::List(ty, items?).into());
            }
            Err(Fault::Limit) => return Err(Fault::Limit),
            Err(Fault::Wrong(_)) => {}
        }
    }
    Ok(Kind::Tuple(all).into())
}

fn flatten(mut args: Args, _: &mut Budget) -> Called {
    let value = args.take(0);
    if !matches!(value.kind, Kind::Tuple(_) | Kind::List(..) | Kind::Set(..)) {
        return fault("a list, set or tuple is required");
    }
    let mut all = Vec::new();
    if flatten_into(value, &mut all) { Ok(Kind::Tuple(all).into()) } else { unknown(Type::Any) }
}

/// Whether the order of everything is known.
fn flatten_into(value: Value, all: &mut Vec<Value>) -> bool {
    match value.kind {
        Kind::Tuple(items) | Kind::List(_, items) => {
            items.into_iter().all(|item| flatten_into(item, all))
        }
        Kind::Set(ty, items) => {
            (ty.is_primitive() || items.len() < 2)
                && items.into_iter().all(|item| flatten_into(item, all))
        }
        _ => {
            all.push(value);
            true
        }
    }
}

fn distinct(mut args: Args, budget: &mut Budget) -> Called {
    let list = args.of(0, &Type::list(Type::Any))?;
    let Kind::List(ty, items) = list.kind else { return unknown(Type::Any) };
    let mut all: Vec<Value> = Vec::new();
    for item in items {
        let (mut there, size) = (false, item.measure().0);
        for other in &all {
            budget.spend(size)?;
            match equal(&item, other) {
                Some(same) => there |= same,
                None => return unknown(Type::list(ty)),
            }
        }
        if !there {
            all.push(item);
        }
    }
    Ok(Kind::List(ty, all).into())
}

fn compact(mut args: Args, _: &mut Budget) -> Called {
    match args.texts(0)? {
        Some(texts) => Ok(Value::strings(texts.into_iter().flatten().filter(|t| !t.is_empty()))),
        None => unknown(Type::list(Type::String)),
    }
}

fn reverse(mut args: Args, _: &mut Budget) -> Called {
    let value = args.take(0);
    let (ty, mut items) = match value.kind {
        Kind::Set(ty, items) if ty.is_primitive() || items.len() < 2 => (Some(ty), items),
        Kind::Set(ty, _) => return unknown(Type::list(ty)),
        _ => elements(value)?,
    };
    items.reverse();
    Ok(rebuilt(ty, items))
}

fn sort(mut args: Args, _: &mut Budget) -> Called {
    match args.texts(0)? {
        Some(texts) => match texts.into_iter().collect::<Option<Vec<String>>>() {
            Some(mut texts) => {
                texts.sort();
                Ok(Value::strings(texts))
            }
            None => fault("an element is null"),
        },
        None => unknown(Type::list(Type::String)),
    }
}

fn slice(mut args: Args, _: &mut Budget) -> Called {
    let (ty, items) = elements(args.take(0))?;
    let (Some(from), Some(to)) = (args.whole(1)?, args.whole(2)?) else {
        return unknown(Type::Any);
    };
    let at = |n: i128| usize::try_from(n).ok().filter(|n| *n <= items.len());
    match (at(from), at(to)) {
        (Some(from), Some(to)) if from <= to => Ok(rebuilt(ty, items[from..to].to_vec())),
        _ => fault("the list has no such part"),
    }
}

fn element(mut args: Args, _: &mut Budget) -> Called {
    let (_, mut items) = elements(args.take(0))?;
    let Some(at) = args.whole(1)? else { return unknown(Type::Any) };
    let Ok(at) = usize::try_from(at) else { return fault("the index is less than zero") };
    if items.is_empty() {
        return fault("the list is empty");
    }
    let at = at % items.len();
    Ok(items.swap_remove(at))
}

fn index(mut args: Args, _: &mut Budget) -> Called {
    let (_, items) = elements(args.take(0))?;
    let value = args.take(1);
    for (at, item) in items.iter().enumerate() {
        match equal(item, &value) {
            Some(true) => return Ok(Value::int(at)),
            Some(false) => {}
            None => return unknown(Type::Number),
        }
    }
    fault("no element is equal to the value")
}

fn one(mut args: Args, _: &mut Budget) -> Called {
    let value = args.take(0);
    let (ty, mut items) = match value.kind {
        Kind::Set(ty, items) => (Some(ty), items),
        _ => elements(value)?,
    };
    match items.len() {
        0 => Ok(Kind::Null(ty.unwrap_or(Type::Any)).into()),
        1 => Ok(items.swap_remove(0)),
        _ => fault("there is more than one element"),
    }
}

fn coalesce(mut args: Args, _: &mut Budget) -> Called {
    if args.0.iter().any(Value::has_unknown_type) {
        return unknown(Type::Any);
    }
    let types: Vec<Type> = args.0.iter().map(Value::ty).collect();
    let ty = match unify(&types) {
        // A `null` as written makes Terraform look no further at types that do not go together.
        Err(Fault::Wrong(_)) if types.contains(&Type::Any) => return unknown(Type::Any),
        unified => unified?,
    };
    for at in 0..args.len() {
        let value = convert(args.take(at), &ty)?;
        match &value.kind {
            Kind::Null(_) => {}
            Kind::String(text) if text.is_empty() => {}
            _ => return Ok(value),
        }
    }
    fault("every argument is null or an empty string")
}

fn coalescelist(mut args: Args, _: &mut Budget) -> Called {
    let lists = (0..args.len()).map(|at| elements(args.take(at)));
    let lists = lists.collect::<Result<Vec<_>, Fault>>()?;
    match lists.into_iter().find(|(_, items)| !items.is_empty()) {
        Some((ty, items)) => Ok(rebuilt(ty, items)),
        None => fault("every list is empty"),
    }
}

fn chunklist(mut args: Args, _: &mut Budget) -> Called {
    let list = args.of(0, &Type::list(Type::Any))?;
    let Kind::List(ty, items) = list.kind else { return unknown(Type::Any) };
    let Some(size) = args.whole(1)? else { return unknown(Type::list(Type::list(ty))) };
    let Ok(size) = usize::try_from(size) else { return fault("the size is less than zero") };
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items.chunks(size).map(|c| Kind::List(ty.clone(), c.to_vec()).into()).collect();
    Ok(Kind::List(Type::list(ty), chunks).into())
}
