use hcl_rs::{Map, Value};
use proptest::prelude::*;

use super::*;
use crate::release::lints;
use crate::release::shown::shown;
use crate::terraform::MismatchKind;
use crate::terraform::testing::any_type;

fn ty(text: &str) -> Type {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

#[test]
fn every_difference_is_told_in_its_place() {
    let lines: Vec<_> = [
        ("number", "string"),
        ("string", "bool"),
        ("number", "bool"),
        ("string", "list(string)"),
        ("list(string)", "map(string)"),
        ("list(string)", "set(string)"),
        ("set(string)", "list(string)"),
        ("list(string)", "tuple([string])"),
        ("tuple([string, number])", "list(string)"),
        ("tuple([string, number])", "list(number)"),
        ("tuple([string, string])", "set(string)"),
        ("tuple([string])", "tuple([string, string])"),
        ("map(string)", "object({ a = string })"),
        ("object({ a = string, b = number })", "map(string)"),
        ("object({ a = string, b = optional(string, \"p\") })", "map(string)"),
        ("object({ a = string, b = list(string) })", "map(string)"),
        ("object({ a = string })", "object({ a = string, b = string })"),
        ("object({ a = string })", "object({ a = string, b = optional(string) })"),
        ("object({ a = optional(string) })", "object({ a = string })"),
        ("object({ a = string })", "object({ a = optional(string) })"),
        ("object({ a = string, b = string })", "object({ a = string })"),
        ("object({ a = optional(string, \"p\") })", "object({ a = optional(string, \"q\") })"),
        ("object({ a = optional(number, 5) })", "object({ a = optional(string, \"5\") })"),
        ("object({ a = optional(number) })", "object({ a = optional(number, 5) })"),
        ("any", "list(string)"),
        ("list(string)", "any"),
        ("set(string)", "any"),
        ("object({ a = optional(string) })", "any"),
        ("list(any)", "list(string)"),
        ("map(string)", "map(any)"),
        ("list(any)", "list(object({ a = string }))"),
        (
            "map(object({ zones = list(object({ id = string, name = string })) }))",
            "map(object({ zones = set(object({ id = number, size = string })) }))",
        ),
    ]
    .map(|(old, new)| {
        let differences = compare(&ty(old), &ty(new));
        let told: Vec<_> = differences
            .iter()
            .map(|d| format!("{} {:?} {}", subject("x", &d.path), d.kind, d.kind.class().as_str()))
            .collect();
        format!("{old} -> {new}\n  {}", told.join("\n  "))
    })
    .to_vec();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    number -> string
      x ToString minor
    string -> bool
      x FromString major
    number -> bool
      x Incompatible major
    string -> list(string)
      x Incompatible major
    list(string) -> map(string)
      x Incompatible major
    list(string) -> set(string)
      x ListToSet major
    set(string) -> list(string)
      x SetToList review
    list(string) -> tuple([string])
      x Incompatible major
    tuple([string, number]) -> list(string)
      x TupleToList minor
      x[1] ToString minor
    tuple([string, number]) -> list(number)
      x TupleToList minor
      x[0] FromString major
    tuple([string, string]) -> set(string)
      x ListToSet major
    tuple([string]) -> tuple([string, string])
      x Incompatible major
    map(string) -> object({ a = string })
      x MapToObject major
    object({ a = string, b = number }) -> map(string)
      x ObjectToMap minor
      x.b ToString minor
    object({ a = string, b = optional(string, "p") }) -> map(string)
      x ObjectToMap minor
      x.b AttributeDefault review
    object({ a = string, b = list(string) }) -> map(string)
      x ObjectToMapMixed major
    object({ a = string }) -> object({ a = string, b = string })
      x.b AttributeAddedRequired major
    object({ a = string }) -> object({ a = string, b = optional(string) })
      x.b AttributeAddedOptional minor
    object({ a = optional(string) }) -> object({ a = string })
      x.a AttributeMadeRequired major
    object({ a = string }) -> object({ a = optional(string) })
      x.a AttributeMadeOptional minor
    object({ a = string, b = string }) -> object({ a = string })
      x.b AttributeRemoved major
    object({ a = optional(string, "p") }) -> object({ a = optional(string, "q") })
      x.a AttributeDefault review
    object({ a = optional(number, 5) }) -> object({ a = optional(string, "5") })
      x.a ToString minor
    object({ a = optional(number) }) -> object({ a = optional(number, 5) })
      x.a AttributeDefault review
    any -> list(string)
      x FromAny major
    list(string) -> any
      x ToAny minor
    set(string) -> any
      x ToAnyUnfilled review
    object({ a = optional(string) }) -> any
      x ToAnyUnfilled review
    list(any) -> list(string)
      x[*] ElementAny review
    map(string) -> map(any)
      x[*] ElementAny review
    list(any) -> list(object({ a = string }))
      x[*] FromAny major
    map(object({ zones = list(object({ id = string, name = string })) })) -> map(object({ zones = set(object({ id = number, size = string })) }))
      x[*].zones ListToSet major
      x[*].zones[*].id FromString major
      x[*].zones[*].name AttributeRemoved major
      x[*].zones[*].size AttributeAddedRequired major
    "#);
}

#[test]
fn a_lint_has_the_class_of_its_kind() {
    for (id, kind) in [
        ("variable-type-changed", Kind::Incompatible),
        ("variable-type-narrowed", Kind::FromString),
        ("variable-type-to-string", Kind::ToString),
        ("variable-list-to-set", Kind::ListToSet),
        ("variable-set-to-list", Kind::SetToList),
        ("variable-tuple-to-list", Kind::TupleToList),
        ("variable-map-to-object", Kind::MapToObject),
        ("variable-object-to-map", Kind::ObjectToMap),
        ("variable-object-to-map-mixed", Kind::ObjectToMapMixed),
        ("variable-attribute-removed", Kind::AttributeRemoved),
        ("variable-attribute-added-required", Kind::AttributeAddedRequired),
        ("variable-attribute-added-optional", Kind::AttributeAddedOptional),
        ("variable-attribute-made-required", Kind::AttributeMadeRequired),
        ("variable-attribute-made-optional", Kind::AttributeMadeOptional),
        ("variable-attribute-default-changed", Kind::AttributeDefault),
        ("variable-any-narrowed", Kind::FromAny),
        ("variable-type-to-any", Kind::ToAny),
        ("variable-type-to-any-unfilled", Kind::ToAnyUnfilled),
        ("variable-element-any", Kind::ElementAny),
    ] {
        assert_eq!(lints::named(id).map(|lint| lint.class), Some(kind.class()), "{id}");
    }
}

/// Numbers that decide what a type is edited to and what values it gets.
#[derive(Debug, Clone)]
struct Dice(Vec<u32>, usize);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.1 += 1;
        // Where the numbers begin anew, they are not to say the same again.
        let number = self.0[self.1 % self.0.len()].wrapping_mul(self.1 as u32 | 1);
        (number >> 7) as usize % sides
    }
}

fn dice() -> impl Strategy<Value = Dice> {
    prop::collection::vec(any::<u32>(), 48).prop_map(|numbers| Dice(numbers, 0))
}

/// Another type that differs in one place.
fn edited(ty: &Type, dice: &mut Dice) -> Type {
    if dice.roll(3) > 0 {
        match ty {
            Type::List(inner) => return Type::list(edited(inner, dice)),
            Type::Set(inner) => return Type::set(edited(inner, dice)),
            Type::Map(inner) => return Type::map(edited(inner, dice)),
            Type::Tuple(types) if !types.is_empty() => {
                let (mut types, i) = (types.clone(), dice.roll(types.len()));
                types[i] = edited(&types[i], dice);
                return Type::Tuple(types);
            }
            Type::Object(object) if !object.attributes.is_empty() => {
                return Type::Object(with_edited_attribute(object, dice));
            }
            _ => {}
        }
    }
    let inner = match ty {
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => (**inner).clone(),
        Type::Tuple(types) => types.first().cloned().unwrap_or(Type::String),
        Type::Object(object) => {
            object.attributes.values().next().map_or(Type::String, |a| a.ty.clone())
        }
        ty => ty.clone(),
    };
    match dice.roll(9) {
        0 => Type::String,
        1 => Type::Number,
        2 => Type::Any,
        3 => Type::list(inner),
        4 => Type::set(inner),
        5 => Type::map(inner),
        6 => Type::Tuple(vec![inner]),
        7 => Type::map(Type::String),
        _ => Type::object([
            ("id", ObjectAttribute::optional(inner, None)),
            ("name", ObjectAttribute::optional(Type::String, Some(Value::from("q")))),
        ]),
    }
}

fn with_edited_attribute(object: &ObjectType, dice: &mut Dice) -> ObjectType {
    let mut attributes = object.attributes.clone();
    let names: Vec<String> = attributes.keys().cloned().collect();
    let name = names[dice.roll(names.len())].clone();
    let attribute = attributes[&name].clone();
    match dice.roll(5) {
        0 => drop(attributes.remove(&name)),
        1 => {
            let optional = dice.roll(2) == 0;
            let added = ObjectAttribute { ty: Type::String, optional, default: None };
            attributes.insert("added".to_owned(), added);
        }
        2 => {
            let optional = !attribute.optional;
            let default = attribute.default.filter(|_| optional);
            attributes.insert(name, ObjectAttribute { optional, default, ..attribute });
        }
        3 => {
            let default = attribute.default.is_none().then(|| sample_of(&attribute.ty, dice));
            attributes.insert(name, ObjectAttribute::optional(attribute.ty, default));
        }
        _ => {
            let ty = edited(&attribute.ty, dice);
            let default = attribute.default.filter(|value| ty.accepts_value(value).is_empty());
            attributes.insert(name, ObjectAttribute { ty, default, ..attribute });
        }
    }
    ObjectType { attributes }
}

/// A value of a type, in one of the ways in which callers write it, with no attributes that the
/// type does not have.
fn sample_of(ty: &Type, dice: &mut Dice) -> Value {
    if dice.roll(12) == 0 {
        return Value::Null;
    }
    let texts = ["a", "b", "5", "true"];
    match ty {
        Type::String => match dice.roll(5) {
            0 => Value::from(7),
            1 => Value::from(true),
            i => Value::from(texts[i - 1]),
        },
        Type::Number => [Value::from(1), Value::from(2.5), Value::from("5")][dice.roll(3)].clone(),
        Type::Bool => [Value::from(true), Value::from("false")][dice.roll(2)].clone(),
        Type::Any => match dice.roll(5) {
            0 => Value::from(1),
            1 => Value::Array(vec![Value::from("a"), Value::from(1)]),
            2 => Value::Object([("id".to_owned(), Value::from("x"))].into_iter().collect()),
            3 => Value::Array(vec![Value::Array(Vec::new())]),
            _ => Value::from("any"),
        },
        Type::List(inner) | Type::Set(inner) => {
            Value::Array((0..dice.roll(4)).map(|_| sample_of(inner, dice)).collect())
        }
        Type::Map(inner) => Value::Object(
            texts
                .into_iter()
                .take(dice.roll(4))
                .map(|k| (k.to_owned(), sample_of(inner, dice)))
                .collect(),
        ),
        Type::Tuple(types) => Value::Array(types.iter().map(|ty| sample_of(ty, dice)).collect()),
        Type::Object(object) => {
            let mut entries = Map::default();
            for (name, attribute) in &object.attributes {
                if !attribute.optional || dice.roll(2) == 0 {
                    entries.insert(name.clone(), sample_of(&attribute.ty, dice));
                }
            }
            Value::Object(entries)
        }
    }
}

fn refused(ty: &Type, value: &Value) -> bool {
    ty.accepts_value(value).iter().any(crate::terraform::Mismatch::is_error)
}

fn dropped(ty: &Type, value: &Value) -> bool {
    ty.accepts_value(value).iter().any(|m| m.kind == MismatchKind::Dropped)
}

fn seen(value: &Value, ty: &Type) -> Option<Value> {
    eval::Value::of(value, ty).ok().and_then(|value| value.plain())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_type_does_not_differ_from_itself(ty in any_type(true)) {
        prop_assert_eq!(compare(&ty, &ty.clone()), []);
    }

    /// What is no break in the eyes of the comparison is none in those of the conversion.
    #[test]
    fn a_minor_difference_refuses_and_drops_nothing(
        old in any_type(true), other in any_type(true), mut dice in dice(), far in 0..10,
    ) {
        let mut new = if far == 0 { other } else { edited(&old, &mut dice) };
        if far > 6 {
            new = edited(&new, &mut dice);
        }
        if compare(&old, &new).iter().any(|d| d.kind.class() > Class::Minor) {
            return Ok(());
        }
        for _ in 0..8 {
            let value = sample_of(&old, &mut dice);
            if refused(&old, &value) {
                continue;
            }
            prop_assert!(!refused(&new, &value), "{} -> {}: {}", old, new, value);
            prop_assert!(!dropped(&new, &value), "{} -> {}: {}", old, new, value);
        }
    }

    /// What is called a break can be shown with a value that the old type takes.
    #[test]
    fn a_major_difference_is_shown_by_a_value(old in any_type(true), mut dice in dice()) {
        let new = edited(&old, &mut dice);
        for difference in compare(&old, &new) {
            if difference.kind.class() != Class::Major {
                continue;
            }
            let value = shown(None, &old, &difference);
            prop_assert!(value.is_some(), "{} -> {}: {:?}", old, new, difference.kind);
            let value = value.unwrap();
            prop_assert!(!refused(&old, &value), "{} -> {}: {}", old, new, value);
            let felt = refused(&new, &value) || dropped(&new, &value)
                || seen(&value, &old) != seen(&value, &new);
            prop_assert!(felt, "{} -> {}: {} {:?}", old, new, value, difference.kind);
        }
    }
}
