//! A value that an input variable takes, made up: for callers that must set it and do not care.

use std::ops::ControlFlow;

use hcl_rs::{Map, Value};

use super::words::{whole, words};
use crate::terraform::value_problems::Given;
use crate::terraform::{InputVariable, Module, Type, render};

/// How many values are tried for one variable.
const MAX_TRIES: usize = 3_000;

/// A value with more values in it than this counts as several tries.
const TRY_SIZE: usize = 100;

/// Texts in the formats that modules ask for.
const TEXTS: [&str; 28] = [
    "sample",
    "sample-1",
    "a",
    "SAMPLE",
    "10.0.0.0/16",
    "10.0.0.0/24",
    "10.0.0.1",
    "us-east-1",
    "us-east-1a",
    "arn:aws:iam::123456789012:role/sample",
    "arn:aws:s3:::sample",
    "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    "sample@acme.example",
    "https://acme.example",
    "acme.example",
    "123456789012",
    "vpc-0123456789abcdef0",
    "subnet-0123456789abcdef0",
    "sg-0123456789abcdef0",
    "ami-0123456789abcdef0",
    "1",
    "1.0",
    "1.0.0",
    "true",
    "2026-01-01T00:00:00Z",
    "rate(1 day)",
    "/sample",
    "{}",
];

/// A value that `variable` of `module` takes, as HCL: an allowed one where its validations list or
/// bound them, else one of its type that its validations let pass, `null` at last; `None` when none
/// was found. Other variables are taken to have their defaults.
#[must_use]
pub fn value(module: &Module, variable: &InputVariable) -> Option<String> {
    made_up(module, variable).map(|value| render::value(&value))
}

/// The same, as a value.
pub(super) fn made_up(module: &Module, variable: &InputVariable) -> Option<Value> {
    let problems =
        |value: &Value| module.value_problems(&variable.name, value, &Given::new()).len();
    let pool = Pool::of(module, variable);
    let simple = candidates(variable, &pool);
    if let Some(fits) = simple.iter().find(|value| problems(value) == 0) {
        return Some(fits.clone());
    }
    let mut tries = MAX_TRIES;
    let starts = [of_type(&variable.ty), filled(&variable.ty)];
    let sought =
        starts.into_iter().find_map(|s| improved(s, &variable.ty, &pool, &mut tries, &problems));
    // Where other variables decide, nothing may be all that fits.
    sought.or_else(|| Some(Value::Null).filter(|null| variable.nullable && problems(null) == 0))
}

/// Values of the type of `variable` that its validations may or may not take.
pub(super) fn guesses(module: &Module, variable: &InputVariable) -> Vec<Value> {
    let pool = Pool::of(module, variable);
    let mut values = candidates(variable, &pool);
    let most = values.len() + MAX_TRIES;
    for start in [of_type(&variable.ty), filled(&variable.ty)] {
        let most = most / (1 + size(&start) / TRY_SIZE);
        let _ = variants(&start, &variable.ty, &pool, &mut |variant| {
            if values.len() >= most {
                return ControlFlow::Break(());
            }
            values.push(variant);
            ControlFlow::Continue(())
        });
    }
    values
}

fn candidates(variable: &InputVariable, pool: &Pool) -> Vec<Value> {
    let mut values = variable.allowed_values().unwrap_or_default();
    values.extend(variable.default_value().filter(|value| !value.is_null()).cloned());
    if let (Some(least), _) = variable.number_bounds() {
        values.extend([whole(least + 1.0), whole(least)]);
    }
    if variable.ty == Type::String {
        values.extend(pool.texts.iter().cloned());
    }
    values.extend([of_type(&variable.ty), filled(&variable.ty)]);
    values
}

/// What plain values are tried.
struct Pool {
    texts: Vec<Value>,
    numbers: Vec<Value>,
}

impl Pool {
    fn of(module: &Module, variable: &InputVariable) -> Self {
        let (mut numbers, mut named): (Vec<_>, Vec<_>) =
            words(module, variable).into_iter().partition(Value::is_number);
        numbers.extend([0, 1, 2, 10, 100, 1024].map(Value::from));
        let mut texts: Vec<Value> = TEXTS.into_iter().map(Value::from).collect();
        texts.append(&mut named);
        Self { texts, numbers }
    }
}

/// Follows what lessens the problems of a value, a place at a time, until it has none.
fn improved(
    mut value: Value,
    ty: &Type,
    pool: &Pool,
    tries: &mut usize,
    problems: &dyn Fn(&Value) -> usize,
) -> Option<Value> {
    let mut count = problems(&value);
    while count > 0 {
        let mut better = None;
        let cost = 1 + size(&value) / TRY_SIZE;
        let _ = variants(&value, ty, pool, &mut |variant| {
            let Some(left) = tries.checked_sub(cost) else { return ControlFlow::Break(()) };
            *tries = left;
            let found = problems(&variant);
            if found < count {
                better = Some((variant, found));
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        (value, count) = better?;
    }
    Some(value)
}

/// How many values there are in a value, itself included.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum::<usize>(),
        _ => 0,
    }
}

/// Hears of values until it has enough.
type Hear<'h> = &'h mut dyn FnMut(Value) -> ControlFlow<()>;

/// Tells the values of a type that differ from `value` in one place, one by one: each is as large
/// as `value`, and there are as many as it has places.
fn variants(value: &Value, ty: &Type, pool: &Pool, hear: Hear<'_>) -> ControlFlow<()> {
    match (ty, value) {
        (Type::String, _) => pool.texts.iter().cloned().try_for_each(hear),
        (Type::Number, _) => pool.numbers.iter().cloned().try_for_each(hear),
        (Type::Bool, _) => [true, false].map(Value::from).into_iter().try_for_each(hear),
        (Type::Any, _) => {
            let plain = pool.texts.iter().chain(&pool.numbers).cloned();
            let empty = [Value::Array(Vec::new()), Value::Object(Map::default())];
            plain.chain(empty).try_for_each(hear)
        }
        (Type::List(element) | Type::Set(element), Value::Array(items)) => {
            (0..=3).try_for_each(|n| hear(Value::Array(several(element, n, pool))))?;
            with_each(items, |_| element, pool, hear)
        }
        (Type::Tuple(types), Value::Array(items)) => {
            with_each(items, |i| types.get(i).unwrap_or(&Type::Any), pool, hear)
        }
        (Type::Map(element), Value::Object(entries)) => {
            hear(Value::Object(Map::default()))?;
            for key in pool.texts.iter().filter_map(Value::as_str) {
                let old = entries.values().next().cloned().unwrap_or_else(|| filled(element));
                hear(Value::Object([(key.to_owned(), old)].into_iter().collect()))?;
            }
            with_entries(entries, |_| Some(element), pool, hear)
        }
        (Type::Object(object), Value::Object(entries)) => {
            for (name, attribute) in object.attributes.iter().filter(|(_, a)| a.optional) {
                let mut toggled = entries.clone();
                if toggled.swap_remove(name).is_none() {
                    toggled.insert(name.clone(), filled(&attribute.ty));
                }
                hear(Value::Object(toggled))?;
            }
            let ty = |name: &str| object.get(name).map(|attribute| &attribute.ty);
            with_entries(entries, ty, pool, hear)
        }
        _ => ControlFlow::Continue(()),
    }
}

/// So many elements, no two alike where there are different ones.
fn several(element: &Type, count: usize, pool: &Pool) -> Vec<Value> {
    let plain = match element {
        Type::String => &pool.texts[..],
        Type::Number => &pool.numbers[..],
        _ => &[],
    };
    (0..count).map(|i| plain.get(i).cloned().unwrap_or_else(|| filled(element))).collect()
}

fn with_each<'t>(
    items: &[Value],
    ty: impl Fn(usize) -> &'t Type,
    pool: &Pool,
    hear: Hear<'_>,
) -> ControlFlow<()> {
    items.iter().enumerate().try_for_each(|(i, item)| {
        variants(item, ty(i), pool, &mut |variant| {
            let mut items = items.to_vec();
            items[i] = variant;
            hear(Value::Array(items))
        })
    })
}

fn with_entries<'t>(
    entries: &Map<String, Value>,
    ty: impl Fn(&str) -> Option<&'t Type>,
    pool: &Pool,
    hear: Hear<'_>,
) -> ControlFlow<()> {
    entries.iter().filter_map(|(name, value)| Some((name, value, ty(name)?))).try_for_each(
        |(name, value, ty)| {
            variants(value, ty, pool, &mut |variant| {
                let mut entries = entries.clone();
                entries.insert(name.clone(), variant);
                hear(Value::Object(entries))
            })
        },
    )
}

/// The least value of a type: empty collections, objects with what they need.
#[must_use]
pub fn of_type(ty: &Type) -> Value {
    made(ty, false)
}

/// A value of a type with something in all its parts.
pub(super) fn filled(ty: &Type) -> Value {
    made(ty, true)
}

fn made(ty: &Type, whole: bool) -> Value {
    let elements = |element: &Type| whole.then(|| made(element, whole));
    match ty {
        Type::Any | Type::String => Value::from("sample"),
        Type::Number => Value::from(1),
        Type::Bool => Value::from(true),
        Type::List(element) | Type::Set(element) => {
            Value::Array(elements(element).into_iter().collect())
        }
        Type::Map(element) => {
            Value::Object(elements(element).map(|v| ("sample".to_owned(), v)).into_iter().collect())
        }
        Type::Tuple(items) => Value::Array(items.iter().map(|ty| made(ty, whole)).collect()),
        Type::Object(object) => {
            let kept = object.attributes.iter().filter(|(_, a)| whole || !a.optional);
            Value::Object(kept.map(|(name, a)| (name.clone(), made(&a.ty, whole))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn made_up_for(text: &str) -> Option<String> {
        let module = Module::load([("main.tf", text)]);
        assert_eq!(module.findings, []);
        value(&module, &module.variables["x"])
    }

    fn with(ty: &str, condition: &str) -> Option<String> {
        made_up_for(&format!(
            "variable \"x\" {{\n  type = {ty}\n  validation {{\n    condition = {condition}\n    \
             error_message = \"no\"\n  }}\n}}\n"
        ))
    }

    #[test]
    fn every_input_of_the_catalog_gets_a_value() {
        let catalog = Catalog::embedded();
        let (mut without, mut empty) = (Vec::new(), Vec::new());
        for module in catalog.modules() {
            let interface = module.interface();
            for variable in interface.variables.values() {
                let input = format!("{}.{}", module.name, variable.name);
                match made_up(interface, variable) {
                    None => without.push(input),
                    Some(Value::Null) => empty.push(input),
                    Some(_) => {}
                }
            }
        }
        assert_eq!(without, [""; 0]);
        // It goes with another input, which has to be set as well.
        assert_eq!(empty, ["static-site.certificate_arn"]);
    }

    #[test]
    fn a_value_is_sought_where_validations_ask_for_one() {
        for (ty, condition, value) in [
            ("string", r#"can(regex("^[A-Z]{3}-[0-9]{2}$", var.x))"#, r#""AAA-11""#),
            ("string", "can(cidrnetmask(var.x))", r#""10.0.0.0/16""#),
            ("list(string)", "length(var.x) > 0", r#"["sample"]"#),
            ("set(string)", "length(var.x) >= 2", r#"["sample", "sample-1"]"#),
            ("number", "var.x > 5 && var.x % 4 == 0", "100"),
            (
                "object({ size = string, ports = list(number) })",
                r#"contains(["l", "m"], var.x.size) && length(var.x.ports) > 0"#,
                r#"{ ports = [1], size = "l" }"#,
            ),
            (
                "list(object({ cidr = string, name = optional(string) }))",
                r#"length(var.x) > 0 && alltrue([for x in var.x : can(cidrhost(x.cidr, 0))])"#,
                r#"[{ cidr = "10.0.0.0/16", name = "sample" }]"#,
            ),
        ] {
            assert_eq!(with(ty, condition).as_deref(), Some(value), "{condition}");
        }
    }

    #[test]
    fn what_cannot_be_satisfied_is_given_up() {
        assert_eq!(with("string", r#"var.x == "a" && var.x == "b""#), None);
        assert_eq!(with("list(list(list(string)))", "length(var.x) == 77"), None);
    }
}
