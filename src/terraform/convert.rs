//! Whether a literal is valid for a type, with the conversions Terraform applies.

use crate::diag::nearest;
use hcl_rs::Value;

use super::literal::number;
use super::mismatch::elements;
use super::{Mismatch, MismatchKind, ObjectAttribute, ObjectType, Type, render};

impl Type {
    /// Says what stands in the way of `value` being given where this type is wanted.
    ///
    /// Terraform's conversions are applied, so `"5"` is a number. `null` is accepted everywhere:
    /// whether a variable takes it is [`super::InputVariable::nullable`]. The only warning is
    /// for attributes that the type does not have and Terraform would drop.
    #[must_use]
    pub fn accepts_value(&self, value: &Value) -> Vec<Mismatch> {
        let mut found = Vec::new();
        check(value, self, "", &mut found);
        found
    }

    /// The type a literal has by itself: tuples and objects, and `any` for `null`.
    #[must_use]
    pub fn type_of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Any,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(items) => Self::Tuple(items.iter().map(Self::type_of_value).collect()),
            Value::Object(entries) => Self::object(
                entries
                    .iter()
                    .map(|(k, v)| (k.clone(), ObjectAttribute::required(Self::type_of_value(v)))),
            ),
        }
    }
}

fn check(value: &Value, ty: &Type, path: &str, found: &mut Vec<Mismatch>) {
    match (value, ty) {
        (Value::Null, _)
        | (_, Type::Any)
        | (Value::String(_) | Value::Number(_) | Value::Bool(_), Type::String)
        | (Value::Number(_), Type::Number)
        | (Value::Bool(_), Type::Bool) => {}
        (Value::String(text), Type::Number) if number(text).is_some() => {}
        (Value::String(text), Type::Bool)
            if matches!(text.as_str(), "true" | "false" | "1" | "0") => {}
        (Value::Array(items), Type::List(element) | Type::Set(element)) => {
            for (i, item) in items.iter().enumerate() {
                check(item, element, &format!("{path}[{i}]"), found);
            }
            check_unity(items.iter(), element, ty, path, found);
        }
        (Value::Array(items), Type::Tuple(types)) if items.len() == types.len() => {
            for (i, (item, ty)) in items.iter().zip(types).enumerate() {
                check(item, ty, &format!("{path}[{i}]"), found);
            }
        }
        (Value::Array(items), Type::Tuple(types)) => {
            let kind = MismatchKind::WrongLength;
            found.push(Mismatch::new(kind, path, elements(types.len()), elements(items.len())));
        }
        (Value::Object(entries), Type::Map(element)) => {
            for (name, item) in entries {
                check(item, element, &format!("{path}[{}]", render::string(name)), found);
            }
            check_unity(entries.values(), element, ty, path, found);
        }
        (Value::Object(entries), Type::Object(object)) => {
            check_object(entries, object, path, found);
        }
        _ => {
            let kind = MismatchKind::WrongType;
            found.push(Mismatch::new(kind, path, ty.brief(), brief(value)));
        }
    }
}

fn check_object(
    entries: &hcl_rs::Map<String, Value>,
    object: &ObjectType,
    path: &str,
    found: &mut Vec<Mismatch>,
) {
    for (name, attribute) in &object.attributes {
        let path = format!("{path}.{name}");
        match entries.get(name) {
            Some(value) => check(value, &attribute.ty, &path, found),
            None if attribute.optional => {}
            None => {
                let unknown = entries.keys().filter(|n| object.get(n).is_none());
                let near = nearest(name, unknown.map(String::as_str)).unwrap_or_default();
                let kind = MismatchKind::MissingAttribute;
                found.push(Mismatch::new(kind, &path, attribute.ty.brief(), near));
            }
        }
    }
    for name in entries.keys().filter(|name| object.get(name).is_none()) {
        let unset = object.attributes.keys().filter(|n| !entries.contains_key(*n));
        let near = nearest(name, unset.map(String::as_str)).unwrap_or_default();
        let path = format!("{path}.{name}");
        found.push(Mismatch::new(MismatchKind::Dropped, &path, near, render::key(name)));
    }
}

/// The elements of a collection have one type, which `any` leaves to be found.
fn check_unity<'v>(
    items: impl Iterator<Item = &'v Value>,
    element: &Type,
    whole: &Type,
    path: &str,
    found: &mut Vec<Mismatch>,
) {
    if !element.contains_any() || found.iter().any(Mismatch::is_error) {
        return;
    }
    let types: Vec<_> = items.map(|item| converted(item, element)).collect();
    if unify(&types).is_none() {
        let kinds: Vec<_> = types.iter().map(Type::brief).collect();
        let found_types =
            format!("elements of types that have none in common: {}", kinds.join(", "));
        found.push(Mismatch::new(MismatchKind::WrongType, path, whole.brief(), found_types));
    }
}

/// The type a value has once it was converted to `ty`, where `any` may stand in `ty`.
fn converted(value: &Value, ty: &Type) -> Type {
    match (value, ty) {
        (_, Type::Any) => Type::type_of_value(value),
        (Value::Object(entries), Type::Object(object)) => {
            Type::object(object.attributes.iter().map(|(name, attribute)| {
                let ty = match entries.get(name) {
                    Some(value) => converted(value, &attribute.ty),
                    None => attribute.ty.clone(),
                };
                (name.clone(), ObjectAttribute::required(ty))
            }))
        }
        (Value::Array(items), Type::Tuple(types)) => {
            Type::Tuple(items.iter().zip(types).map(|(v, ty)| converted(v, ty)).collect())
        }
        (Value::Array(items), Type::List(ty)) => Type::list(unified(items.iter(), ty)),
        (Value::Array(items), Type::Set(ty)) => Type::set(unified(items.iter(), ty)),
        (Value::Object(entries), Type::Map(ty)) => Type::map(unified(entries.values(), ty)),
        _ => ty.clone(),
    }
}

fn unified<'v>(items: impl Iterator<Item = &'v Value>, ty: &Type) -> Type {
    let types: Vec<_> = items.map(|item| converted(item, ty)).collect();
    unify(&types).unwrap_or(Type::Any)
}

/// The one type that all of `types` convert to without loss, as the elements of a list do.
fn unify(types: &[Type]) -> Option<Type> {
    let mut types = types.iter().filter(|ty| **ty != Type::Any);
    let Some(first) = types.next() else {
        return Some(Type::Any);
    };
    types.try_fold(first.clone(), |common, ty| unify_two(&common, ty))
}

fn unify_two(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Any, other) | (other, Type::Any) => Some(other.clone()),
        (Type::String, other) | (other, Type::String) if other.is_primitive() => Some(Type::String),
        (Type::Tuple(x), Type::Tuple(y)) if x.len() == y.len() => {
            let pairs = x.iter().zip(y).map(|(x, y)| unify_two(x, y));
            pairs.collect::<Option<_>>().map(Type::Tuple)
        }
        (Type::Tuple(x), Type::Tuple(y)) => {
            let all: Vec<_> = x.iter().chain(y).cloned().collect();
            unify(&all).map(Type::list)
        }
        (Type::Object(x), Type::Object(y)) if x.attributes.keys().eq(y.attributes.keys()) => {
            let pairs = x.attributes.iter().zip(y.attributes.values());
            pairs
                .map(|((name, x), y)| {
                    let ty = unify_two(&x.ty, &y.ty)?;
                    Some((name.clone(), ObjectAttribute::required(ty)))
                })
                .collect::<Option<Vec<_>>>()
                .map(Type::object)
        }
        (Type::Object(x), Type::Object(y)) => {
            let both = x.attributes.values().chain(y.attributes.values());
            let all: Vec<_> = both.map(|attribute| attribute.ty.clone()).collect();
            unify(&all).map(Type::map)
        }
        (Type::List(list), Type::Tuple(tuple)) | (Type::Tuple(tuple), Type::List(list)) => {
            let all: Vec<_> = tuple.iter().chain([&**list]).cloned().collect();
            unify(&all).map(Type::list)
        }
        (Type::Map(map), Type::Object(object)) | (Type::Object(object), Type::Map(map)) => {
            let all: Vec<_> =
                object.attributes.values().map(|a| &a.ty).chain([&**map]).cloned().collect();
            unify(&all).map(Type::map)
        }
        (Type::List(x), Type::List(y)) => unify_two(x, y).map(Type::list),
        (Type::Set(x), Type::Set(y)) => unify_two(x, y).map(Type::set),
        (Type::Map(x), Type::Map(y)) => unify_two(x, y).map(Type::map),
        _ => None,
    }
}

/// A value in a few words.
fn brief(value: &Value) -> String {
    const LONG: usize = 40;
    let whole = render::value(value);
    if whole.chars().count() <= LONG {
        return whole;
    }
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        _ => format!("{}…", whole.chars().take(LONG).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terraform::testing::any_value;

    fn value(text: &str) -> Value {
        crate::terraform::literal::literal(&crate::hcl::parse_expr(text).expect(text)).expect(text)
    }

    fn shown(ty: &str, literal: &str) -> String {
        let ty: Type = ty.parse().unwrap_or_else(|e| panic!("{ty}: {e:?}"));
        let lines: Vec<_> = ty
            .accepts_value(&value(literal))
            .iter()
            .map(|m| format!("{} {m}", m.kind.rule()))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn terraforms_conversions_are_applied() {
        for (ty, literal) in [
            ("number", r#""5""#),
            ("number", r#""-1.5e3""#),
            ("bool", r#""true""#),
            ("bool", r#""1""#),
            ("string", "5"),
            ("string", "true"),
            ("list(string)", r#"[1, "a", true]"#),
            ("set(number)", r#"["1", 2]"#),
            ("map(string)", "{ a = 1 }"),
            ("object({ a = optional(string) })", "{}"),
            ("object({ a = string })", "{ a = null }"),
            ("tuple([string, number])", r#"[1, "2"]"#),
            ("list(any)", r#"[1, "a"]"#),
            ("list(any)", "[{ a = 1 }, { b = 2 }]"),
            ("list(any)", "[[1], [2, 3]]"),
            ("map(any)", "{}"),
            ("string", "null"),
        ] {
            assert_eq!(shown(ty, literal), "", "{literal} as {ty}");
        }
    }

    #[test]
    fn what_does_not_convert_is_named_with_its_path() {
        let lines: Vec<_> = [
            ("number", r#""abc""#),
            ("number", "true"),
            ("bool", "1"),
            ("bool", r#""yes""#),
            ("string", "[]"),
            ("list(string)", r#""a""#),
            ("list(string)", "{}"),
            ("map(string)", "[]"),
            ("list(number)", r#"[1, "x"]"#),
            ("map(list(number))", r#"{ "a.b" = ["x"] }"#),
            ("tuple([string])", "[]"),
            ("object({ vpc_id = string })", r#"{ vpcid = "a" }"#),
            ("object({ a = object({ b = number }) })", r#"{ a = { b = {} } }"#),
            ("list(any)", r#"[1, []]"#),
            ("map(any)", r#"{ a = [1], b = { c = 1 } }"#),
        ]
        .iter()
        .map(|(ty, literal)| shown(ty, literal))
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        E041 the value must be number, found "abc"
        E041 the value must be number, found true
        E041 the value must be bool, found 1
        E041 the value must be bool, found "yes"
        E041 the value must be string, found []
        E041 the value must be list(string), found "a"
        E041 the value must be list(string), found {}
        E041 the value must be map(string), found []
        E041 `[1]` must be number, found "x"
        E041 `["a.b"][0]` must be number, found "x"
        E041 the value must have 1 element, found 0 elements
        E041 `vpc_id` is missing (string); there is `vpcid`
        W042 `vpcid` is no attribute of the type, Terraform drops it; did you mean `vpc_id`?
        E041 `a.b` must be number, found {}
        E041 the value must be list(any), found elements of types that have none in common: number, tuple([])
        E041 the value must be map(any), found elements of types that have none in common: tuple([number]), object({ c = number })
        "#);
    }

    proptest! {
        #[test]
        fn a_value_fits_the_type_it_has(value in any_value()) {
            prop_assert_eq!(Type::type_of_value(&value).accepts_value(&value), []);
        }
    }
}
