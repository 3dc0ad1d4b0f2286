//! Strategies that make types and values, for property tests.

use hcl_rs::Value;
use proptest::prelude::*;

use super::{ObjectAttribute, Type};

/// Names a generated attribute may have.
const NAMES: [&str; 6] = ["id", "name", "zone_ids", "a-b", "x1", "_y"];

/// Values of every kind, with texts that want escaping.
pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        (-1000i32..1000).prop_map(|n| Value::from(f64::from(n) / 8.0)),
        any_text().prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((any_text(), inner), 0..4).prop_map(super::literal::object),
        ]
    })
}

/// Texts that want escaping.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[${}%\"\\\\a\n\t]{0,8}",
        "\\PC{0,6}",
        prop::sample::select(vec!["for", "null", "if", "éa", "\u{feff}", "~", "a.b"])
            .prop_map(str::to_owned),
    ]
}

/// Types of every kind, with or without `any` in them.
pub(crate) fn any_type(with_any: bool) -> BoxedStrategy<Type> {
    let mut leaves = vec![Type::String, Type::Number, Type::Bool];
    if with_any {
        leaves.push(Type::Any);
    }
    prop::sample::select(leaves)
        .prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(Type::list),
                inner.clone().prop_map(Type::set),
                inner.clone().prop_map(Type::map),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Type::Tuple),
                prop::collection::vec(
                    (prop::sample::select(NAMES.to_vec()), attribute(inner)),
                    0..4
                )
                .prop_map(Type::object),
            ]
        })
        .boxed()
}

fn attribute(ty: impl Strategy<Value = Type>) -> impl Strategy<Value = ObjectAttribute> {
    (ty, any::<bool>(), any_value()).prop_map(|(ty, optional, default)| {
        // A default must fit its type, else Terraform refuses to read it.
        let default = Some(default).filter(|d| optional && ty.accepts_value(d).is_empty());
        ObjectAttribute { ty, optional, default }
    })
}

/// Objects of primitive attributes, some optional.
pub(crate) fn flat_object() -> impl Strategy<Value = Type> {
    let leaf = prop::sample::select(vec![Type::String, Type::Number]);
    let entry = (prop::sample::select(vec!["a", "b", "c"]), leaf, any::<bool>());
    prop::collection::vec(entry, 0..3).prop_map(|entries| {
        Type::object(
            entries.into_iter().map(|(name, ty, optional)| {
                (name, ObjectAttribute { ty, optional, default: None })
            }),
        )
    })
}

/// Three objects, each of which has all attributes of the one before and more.
pub(crate) fn widening_chain() -> impl Strategy<Value = [Type; 3]> {
    let attributes = prop::collection::vec(any_type(false), 6);
    (attributes, 0usize..7, 0usize..7).prop_map(|(types, a, b)| {
        let all: Vec<_> = NAMES.iter().zip(types).collect();
        let first = |n: usize| {
            Type::object(
                all[..n].iter().map(|(name, ty)| (**name, ObjectAttribute::required(ty.clone()))),
            )
        };
        [first(a.min(b)), first(a.max(b)), first(6)]
    })
}
