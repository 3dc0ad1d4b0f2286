//! Sets.

use super::{Args, Budget, Called, Fault, Function, MANY, everything, fault, unknown};
use crate::terraform::eval::convert::{convert, set, unify};
use crate::terraform::eval::operators::contains;
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("setunion", 1, MANY, Type::Any, |args, budget| combined(args, budget, union)),
    everything("setintersection", 1, MANY, Type::Any, |args, budget| {
        combined(args, budget, |left, right| kept(left, right, true))
    }),
    everything("setsubtract", 2, 2, Type::Any, |args, budget| {
        combined(args, budget, |left, right| kept(left, right, false))
    }),
    everything("setproduct", 1, MANY, Type::Any, product),
];

/// What becomes of two sets; none when that is not known.
type Combine = fn(Vec<Value>, &[Value]) -> Option<Vec<Value>>;

fn union(mut left: Vec<Value>, right: &[Value]) -> Option<Vec<Value>> {
    left.extend(right.iter().cloned());
    set(left)
}

/// The elements of `left` that are in `right`, or that are not.
fn kept(left: Vec<Value>, right: &[Value], inside: bool) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    for item in left {
        if contains(right, &item)? == inside {
            all.push(item);
        }
    }
    Some(all)
}

fn combined(mut args: Args, budget: &mut Budget, combine: Combine) -> Called {
    let mut sets = Vec::new();
    let mut types = Vec::new();
    for at in 0..args.len() {
        match args.of(at, &Type::set(Type::Any))?.kind {
            Kind::Set(ty, items) => {
                types.push(ty);
                sets.push(items);
            }
            _ => return unknown(Type::Any),
        }
    }
    let ty = unify(&types)?;
    let mut all: Option<Vec<Value>> = None;
    for items in sets {
        let items: Vec<Value> =
            items.into_iter().map(|item| convert(item, &ty)).collect::<Result<_, Fault>>()?;
        all = match all {
            None => set(items),
            Some(all) => {
                let size: u64 = all.iter().map(|v| v.measure().0).sum();
                budget.spend(size.saturating_mul(items.len() as u64))?;
                combine(all, &items)
            }
        };
        if all.is_none() {
            return unknown(Type::set(ty));
        }
    }
    Ok(Kind::Set(ty, all.unwrap_or_default()).into())
}

fn product(mut args: Args, budget: &mut Budget) -> Called {
    if args.len() < 2 {
        return fault("two sets at least are required");
    }
    let all_lists = args.0.iter().all(|v| matches!(v.kind, Kind::List(..) | Kind::Tuple(_)));
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    let mut types = Vec::new();
    for at in 0..args.len() {
        let value = args.take(at);
        let value = match value.kind {
            Kind::Set(..) | Kind::List(..) => value,
            Kind::Tuple(_) => convert(value, &Type::list(Type::Any))?,
            Kind::Null(_) => return fault("a set is null"),
            _ => return fault("sets or lists are required"),
        };
        let (ty, items) = match value.kind {
            Kind::Set(ty, items) if ty.is_primitive() || items.len() < 2 => (ty, items),
            Kind::List(ty, items) => (ty, items),
            _ => return unknown(Type::Any),
        };
        let width = u64::try_from(at).map_err(|_| Fault::Limit)? + 1;
        budget
            .spend((rows.len() as u64).saturating_mul(items.len() as u64).saturating_mul(width))?;
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(|item| row.iter().chain([item]).cloned().collect::<Vec<_>>())
            })
            .collect();
        types.push(ty);
    }
    let row_type = Type::Tuple(types);
    let rows: Vec<Value> = rows.into_iter().map(|row| Kind::Tuple(row).into()).collect();
    if all_lists {
        return Ok(Kind::List(row_type, rows).into());
    }
    match set(rows) {
        Some(rows) => Ok(Kind::Set(row_type, rows).into()),
        None => unknown(Type::set(row_type)),
    }
}
