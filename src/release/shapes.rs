//! Two types of a value that a module gives, compared: what a caller can no longer take of it.
//!
//! Where a type is not known, nothing is claimed. A list and a tuple are the same to a caller, and
//! so are a map and an object, whose keys only a plan knows.

use super::pair::Pair;
use crate::hcl::syntax::{Expr, ExprKind, ObjectKey};
use crate::schema::{Providers, types_of};
use crate::terraform::{Condition, Expression, Module, OutputValue, Place, Type};

/// A difference between two types, and where in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The steps to it: `.id`, `[*].name`; empty for the whole.
    pub(super) path: String,
    /// What it is.
    pub(super) kind: Kind,
}

/// What became of a type in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// An attribute is gone.
    Removed,
    /// There is a new attribute.
    Added,
    /// It is of another type.
    Changed {
        /// The type that it was of.
        old: Type,
        /// The type that it is of.
        new: Type,
    },
}

/// An output value that both versions have, and one difference of its types.
pub(super) type OutputDifference<'p> = (&'p OutputValue, &'p OutputValue, Difference);

/// What differs in the new type.
#[must_use]
pub(super) fn differences(old: &Type, new: &Type) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(old, new, "", &mut found);
    found
}

fn compare(old: &Type, new: &Type, path: &str, found: &mut Vec<Difference>) {
    match (old, new) {
        (Type::Any, _) | (_, Type::Any) => {}
        (Type::Object(before), Type::Object(now)) => {
            for (name, attribute) in &before.attributes {
                let path = format!("{path}.{name}");
                match now.get(name) {
                    Some(now) => compare(&attribute.ty, &now.ty, &path, found),
                    None => found.push(Difference { path, kind: Kind::Removed }),
                }
            }
            for name in now.attributes.keys().filter(|name| before.get(name).is_none()) {
                found.push(Difference { path: format!("{path}.{name}"), kind: Kind::Added });
            }
        }
        (Type::List(before), Type::List(now))
        | (Type::Set(before), Type::Set(now))
        | (Type::Map(before), Type::Map(now)) => {
            compare(before, now, &format!("{path}[*]"), found);
        }
        (Type::Tuple(before), Type::Tuple(now)) => {
            for (at, (before, now)) in before.iter().zip(now).enumerate() {
                compare(before, now, &format!("{path}[{at}]"), found);
            }
        }
        // Whether a caller sees it depends on what it takes of them.
        (Type::List(_), Type::Tuple(_))
        | (Type::Tuple(_), Type::List(_))
        | (Type::Map(_), Type::Object(_))
        | (Type::Object(_), Type::Map(_)) => {}
        _ if old == new => {}
        _ => {
            let kind = Kind::Changed { old: old.clone(), new: new.clone() };
            found.push(Difference { path: path.to_owned(), kind });
        }
    }
}

/// What differs in the types of the outputs that both versions have, output by output.
///
/// An output that got a declared type is a matter of its own: [`declared`]. One that is made as
/// before is of another type only because what it names is, which is told where that is found.
#[must_use]
pub(super) fn of_outputs<'f, 'p>(pair: &'f Pair<'p>) -> &'f [OutputDifference<'p>] {
    pair.facts.outputs.get_or_init(|| find(pair))
}

fn find<'p>(pair: &Pair<'p>) -> Vec<OutputDifference<'p>> {
    let alike = pair.alike();
    let both = pair.outputs().filter(|(old, new)| {
        let made_alike = new.ty.is_none() && alike.both(old.value.as_ref(), new.value.as_ref());
        (old.ty.is_some() || new.ty.is_none()) && !made_alike
    });
    let both: Vec<_> = both.collect();
    let providers = Providers::embedded();
    let before = types_of(pair.old.module, both.iter().map(|(old, _)| *old), providers);
    let now = types_of(pair.new.module, both.iter().map(|(_, new)| *new), providers);
    both.into_iter()
        .flat_map(|(old, new)| {
            let types = before.get(&old.name).zip(now.get(&new.name));
            let found = types.map(|(before, now)| differences(&before.ty, &now.ty));
            found.unwrap_or_default().into_iter().map(move |difference| (old, new, difference))
        })
        .collect()
}

/// The outputs that got a declared type: both versions, the type that it had as far as that is
/// known, and the declared one.
#[must_use]
pub(super) fn declared<'s>(
    pair: &'s Pair<'_>,
) -> Vec<(&'s OutputValue, &'s OutputValue, &'s Type, &'s Type)> {
    let both = pair.outputs().filter(|(old, new)| old.ty.is_none() && new.ty.is_some());
    both.filter_map(|(old, new)| {
        let was = &pair.old.output_types().get(&old.name)?.ty;
        Some((old, new, was, new.ty.as_ref()?))
    })
    .collect()
}

/// Where the declared type of an output stands.
#[must_use]
pub(super) fn type_place(output: &OutputValue) -> Place {
    output.type_constraint.as_ref().map_or(output.name_place, |declared| declared.place)
}

/// The preconditions that only the old version of an output has, and those that only the new has.
#[must_use]
pub(super) fn preconditions<'p>(
    pair: &Pair<'p>,
    old: &'p OutputValue,
    new: &'p OutputValue,
) -> (Vec<&'p Condition>, Vec<&'p Condition>) {
    let alike = pair.alike();
    let same = |before: &Condition, now: &Condition| {
        alike.both(before.condition.as_ref(), now.condition.as_ref())
    };
    let (before, now) = (&old.preconditions, &new.preconditions);
    (
        before.iter().filter(|before| !now.iter().any(|now| same(before, now))).collect(),
        now.iter().filter(|now| !before.iter().any(|before| same(before, now))).collect(),
    )
}

/// Where a part of an output's value is written, as far as that can be told.
#[must_use]
pub(super) fn place_in(module: &Module, output: &OutputValue, path: &str) -> Place {
    output.value.as_ref().map_or(output.name_place, |value| place_of(module, value, path))
}

/// Where `path` is written in an expression, as far as the expression is an object.
fn place_of(module: &Module, value: &Expression, path: &str) -> Place {
    let mut place = value.place;
    if let Some(expr) = module.expr(place) {
        let mut at = &expr;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let Some(inner) = attribute(at, step) else { break };
            place.span = inner.span;
            at = inner;
        }
    }
    place
}

/// The value of an attribute that is written in an object.
fn attribute<'e, 's>(expr: &'e Expr<'s>, name: &str) -> Option<&'e Expr<'s>> {
    let ExprKind::Object(items) = &expr.unparenthesised().kind else { return None };
    let item = items.iter().rfind(|item| match &item.key {
        ObjectKey::Name(key) => key.text == name,
        ObjectKey::Expr(key) => key.as_str() == Some(name),
    });
    item.map(|item| &item.value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terraform::ObjectAttribute;

    fn object(attributes: &[(&str, Type)]) -> Type {
        let required =
            attributes.iter().map(|(name, ty)| (*name, ObjectAttribute::required(ty.clone())));
        Type::object(required)
    }

    #[test]
    fn differences_are_found_at_their_place() {
        let old = object(&[
            ("id", Type::String),
            ("rules", Type::list(object(&[("port", Type::Number), ("from", Type::String)]))),
            ("unknown", Type::Any),
            ("names", Type::list(Type::String)),
        ]);
        let new = object(&[
            ("arn", Type::String),
            ("rules", Type::list(object(&[("port", Type::String)]))),
            ("unknown", Type::Bool),
            ("names", Type::Tuple(vec![Type::String])),
        ]);
        let found: Vec<_> = differences(&old, &new)
            .into_iter()
            .map(|d| match d.kind {
                Kind::Removed => format!("-{}", d.path),
                Kind::Added => format!("+{}", d.path),
                Kind::Changed { old, new } => format!("{} {old} {new}", d.path),
            })
            .collect();
        assert_eq!(found, ["-.id", "-.rules[*].from", ".rules[*].port number string", "+.arn"]);
    }

    fn types() -> impl Strategy<Value = Type> {
        let leaf =
            prop_oneof![Just(Type::Any), Just(Type::String), Just(Type::Number), Just(Type::Bool)];
        leaf.prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(Type::list),
                inner.clone().prop_map(Type::set),
                inner.clone().prop_map(Type::map),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Type::Tuple),
                prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(|attributes| {
                    let required = |(name, ty)| (name, ObjectAttribute::required(ty));
                    Type::object(attributes.into_iter().map(required))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_type_does_not_differ_from_itself_and_differences_are_seen_from_both_sides(
            a in types(), b in types()
        ) {
            prop_assert_eq!(differences(&a, &a), []);
            prop_assert_eq!(differences(&a, &b).len(), differences(&b, &a).len());
        }
    }
}
