//! Whether what one module gives is what another takes.
//!
//! Terraform's `validate` does not ask this: most wiring mistakes surface at `plan`. Compares
//! types alone; literals are the business of [`super::convert`].

use super::mismatch::elements;
use super::{Mismatch, MismatchKind, ObjectType, Type};
use crate::diag::nearest;

/// Says what stands in the way of a value of type `from` being given where `to` is wanted.
///
/// Errors are what Terraform would refuse at plan time at the latest; warnings are conversions
/// that depend on the value or lose order, and `any`, which cannot be checked. Attributes that
/// `to` does not name are no hindrance. An attribute that is optional in `from` does not satisfy
/// a required one.
#[must_use]
pub fn assign(from: &Type, to: &Type) -> Vec<Mismatch> {
    let mut found = Vec::new();
    walk(from, to, "", &mut found);
    found
}

fn walk(from: &Type, to: &Type, path: &str, found: &mut Vec<Mismatch>) {
    let mut add = |kind| found.push(Mismatch::new(kind, path, to.brief(), from.brief()));
    match (from, to) {
        (Type::Any, _) | (_, Type::Any) => add(MismatchKind::Unchecked),
        (Type::String, Type::String)
        | (Type::Number, Type::Number)
        | (Type::Bool, Type::Bool)
        | (Type::Number | Type::Bool, Type::String) => {}
        (Type::String, Type::Number | Type::Bool) => add(MismatchKind::DependsOnValue),
        (Type::Set(_), Type::List(_)) => {
            add(MismatchKind::LosesOrder);
            walk_elements(from, to, path, found);
        }
        (Type::List(_), Type::List(_))
        | (Type::List(_) | Type::Set(_), Type::Set(_))
        | (Type::Map(_), Type::Map(_)) => walk_elements(from, to, path, found),
        (Type::Tuple(items), Type::List(ty) | Type::Set(ty)) => {
            for (i, item) in items.iter().enumerate() {
                walk(item, ty, &format!("{path}[{i}]"), found);
            }
        }
        (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
            for (i, (from, to)) in from.iter().zip(to).enumerate() {
                walk(from, to, &format!("{path}[{i}]"), found);
            }
        }
        (Type::Tuple(from), Type::Tuple(to)) => {
            let (to, from) = (elements(to.len()), elements(from.len()));
            found.push(Mismatch::new(MismatchKind::WrongLength, path, to, from));
        }
        (Type::Object(from), Type::Object(to)) => walk_object(from, to, path, found),
        (Type::Object(from), Type::Map(ty)) => {
            for (name, attribute) in &from.attributes {
                walk(&attribute.ty, ty, &format!("{path}.{name}"), found);
            }
        }
        (Type::Map(ty), Type::Object(object)) => walk_map_into_object(ty, object, path, found),
        _ => add(MismatchKind::WrongType),
    }
}

fn walk_elements(from: &Type, to: &Type, path: &str, found: &mut Vec<Mismatch>) {
    if let (
        Type::List(from) | Type::Set(from) | Type::Map(from),
        Type::List(to) | Type::Set(to) | Type::Map(to),
    ) = (from, to)
    {
        walk(from, to, &format!("{path}[*]"), found);
    }
}

fn walk_object(from: &ObjectType, to: &ObjectType, path: &str, found: &mut Vec<Mismatch>) {
    for (name, wanted) in &to.attributes {
        let path = format!("{path}.{name}");
        match from.get(name) {
            Some(given) => {
                if given.optional && !wanted.optional {
                    let kind = MismatchKind::MaybeMissing;
                    found.push(Mismatch::new(kind, &path, wanted.ty.brief(), given.to_string()));
                }
                walk(&given.ty, &wanted.ty, &path, found);
            }
            None if wanted.optional => {}
            None => {
                // A name the other side does not know is the likely slip; one it knows is in use.
                let unknown = from.attributes.keys().filter(|n| to.get(n).is_none());
                let near = nearest(name, unknown.map(String::as_str)).unwrap_or_default();
                let kind = MismatchKind::MissingAttribute;
                found.push(Mismatch::new(kind, &path, wanted.ty.brief(), near));
            }
        }
    }
}

fn walk_map_into_object(ty: &Type, object: &ObjectType, path: &str, found: &mut Vec<Mismatch>) {
    for (name, wanted) in &object.attributes {
        let path = format!("{path}.{name}");
        let mut inner = Vec::new();
        walk(ty, &wanted.ty, &path, &mut inner);
        if !wanted.optional {
            let (wanted, map) = (wanted.ty.brief(), Type::map(ty.clone()).brief());
            found.push(Mismatch::new(MismatchKind::KeyUnknown, &path, wanted, map));
        } else if inner.iter().any(Mismatch::is_error) {
            // Terraform minds only when the key is there.
            let kind = MismatchKind::DependsOnValue;
            inner = vec![Mismatch::new(kind, &path, wanted.ty.brief(), ty.brief())];
        }
        found.append(&mut inner);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::Severity;
    use crate::terraform::testing::{self, any_type};

    fn shown(from: &str, to: &str) -> String {
        let ty = |text: &str| -> Type { text.parse().unwrap_or_else(|e| panic!("{text}: {e:?}")) };
        let mismatches = assign(&ty(from), &ty(to));
        let lines: Vec<_> = mismatches.iter().map(|m| format!("{} {m}", m.kind.rule())).collect();
        lines.join("\n")
    }

    #[test]
    fn what_terraform_drops_or_fills_in_is_no_hindrance() {
        for (from, to) in [
            ("object({ a = string, b = number })", "object({ a = string })"),
            ("object({ a = string })", "object({ a = string, b = optional(number, 5) })"),
            ("number", "string"),
            ("bool", "string"),
            ("list(string)", "set(string)"),
            ("tuple([string, number])", "list(string)"),
            ("tuple([string, number])", "set(string)"),
            ("object({ a = string, b = number })", "map(string)"),
            ("map(string)", "object({ a = optional(string) })"),
            ("tuple([])", "list(object({ a = string }))"),
        ] {
            assert_eq!(shown(from, to), "", "{from} to {to}");
        }
    }

    #[test]
    fn every_hindrance_is_named_with_its_path() {
        let lines: Vec<_> = [
            ("object({ vpc = string })", "object({ vpc_id = string })"),
            ("object({ id = optional(string) })", "object({ id = string })"),
            ("string", "object({ id = string })"),
            ("object({ id = string })", "string"),
            ("list(string)", "string"),
            ("map(string)", "list(string)"),
            ("list(string)", "map(string)"),
            ("list(string)", "tuple([string])"),
            ("number", "bool"),
            ("bool", "number"),
            ("tuple([string])", "tuple([string, string])"),
            ("tuple([list(bool)])", "tuple([list(number)])"),
            ("string", "number"),
            ("set(string)", "list(bool)"),
            ("any", "string"),
            ("list(string)", "list(any)"),
            ("map(string)", "object({ a = string })"),
            ("map(number)", "object({ a = bool, b = optional(bool) })"),
            (
                "object({ subnets = list(object({ id = list(string) })) })",
                "object({ subnets = list(object({ id = string, zone = string })) })",
            ),
        ]
        .iter()
        .map(|(from, to)| shown(from, to))
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        E041 `vpc_id` is missing (string)
        E041 `id` is required and may be missing: optional(string)
        E041 the value must be object({ id = string }), found string
        E041 the value must be string, found object({ id = string })
        E041 the value must be string, found list(string)
        E041 the value must be list(string), found map(string)
        E041 the value must be map(string), found list(string)
        E041 the value must be tuple([string]), found list(string)
        E041 the value must be bool, found number
        E041 the value must be number, found bool
        E041 the value must have 2 elements, found 1 element
        E041 `[0][*]` must be number, found bool
        W041 the value must be number, which depends on the value: found string
        W041 the value must be list(bool), found set(string), which has no order
        W041 `[*]` must be bool, which depends on the value: found string
        W040 the value cannot be checked, any for string
        W040 `[*]` cannot be checked, string for any
        W041 `a` is required, and map(string) may lack it
        W041 `a` is required, and map(number) may lack it
        E041 `a` must be bool, found number
        W041 `b` must be bool, which depends on the value: found number
        E041 `subnets[*].id` must be string, found list(string)
        E041 `subnets[*].zone` is missing (string)
        "#);
    }

    #[test]
    fn a_warning_is_no_error() {
        let severities = |from: Type, to: Type| -> Vec<Severity> {
            assign(&from, &to).iter().map(|m| m.severity).collect()
        };
        assert_eq!(severities(Type::String, Type::Number), [Severity::Warning]);
        assert_eq!(severities(Type::Any, Type::Number), [Severity::Warning]);
        assert_eq!(severities(Type::Bool, Type::Number), [Severity::Error]);
    }

    proptest! {
        #[test]
        fn every_type_is_assignable_to_itself(ty in any_type(false)) {
            prop_assert_eq!(assign(&ty, &ty), []);
        }

        #[test]
        fn any_costs_a_warning_and_nothing_more(ty in any_type(true)) {
            prop_assert!(assign(&ty, &ty).iter().all(|m| m.kind == MismatchKind::Unchecked));
            prop_assert_eq!(assign(&ty, &ty).is_empty(), !ty.contains_any());
        }

        #[test]
        fn a_wider_object_serves_wherever_a_narrower_one_does(
            chain in testing::widening_chain()
        ) {
            let [narrow, middle, wide] = chain;
            prop_assert_eq!(assign(&wide, &middle), []);
            prop_assert_eq!(assign(&middle, &narrow), []);
            prop_assert_eq!(assign(&wide, &narrow), []);
        }

        #[test]
        fn assignability_is_transitive_among_objects(
            a in testing::flat_object(), b in testing::flat_object(), c in testing::flat_object(),
        ) {
            let refused = |from, to| assign(from, to).iter().any(Mismatch::is_error);
            if !refused(&a, &b) && !refused(&b, &c) {
                prop_assert!(!refused(&a, &c));
            }
        }
    }
}
