//! Two types compared: what a caller of the old one meets in the new one, place by place.
//!
//! Says nothing of what a body does with a value. Types nest no deeper than
//! [`crate::hcl::MAX_NESTING`], so that following them ends.

use std::fmt::Write as _;

use hcl_rs::Value;

use super::class::Class;
use crate::terraform::eval;
use crate::terraform::{ObjectAttribute, ObjectType, Type};

/// A step into a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To an attribute of an object.
    Attribute(String),
    /// To an element of a tuple.
    Item(usize),
    /// To what every element of a list, set or map is.
    Element,
}

/// What became of a type in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A type whose values the other never takes.
    Incompatible,
    /// `string` to `number` or `bool`.
    FromString,
    /// `number` or `bool` to `string`.
    ToString,
    /// A list or tuple to a set.
    ListToSet,
    /// A set to a list.
    SetToList,
    /// A tuple to a list, or one of a single element to a set, that takes each of its elements.
    TupleToList,
    /// A map to an object.
    MapToObject,
    /// An object to a map that takes every attribute.
    ObjectToMap,
    /// An object to a map that does not take every attribute.
    ObjectToMapMixed,
    /// An attribute is gone.
    AttributeRemoved,
    /// There is a new attribute that must be set.
    AttributeAddedRequired,
    /// There is a new attribute that may be left out.
    AttributeAddedOptional,
    /// An attribute that could be left out must be set.
    AttributeMadeRequired,
    /// An attribute that had to be set may be left out.
    AttributeMadeOptional,
    /// What stands for an attribute that is left out is another.
    AttributeDefault,
    /// `any` to something.
    FromAny,
    /// Something to `any`, which does the same to values.
    ToAny,
    /// Something that fills in attributes or makes sets to `any`, which does neither.
    ToAnyUnfilled,
    /// `any` to `string` or something to `any`, among elements that share one type.
    ElementAny,
}

/// One place in which two types differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The way there.
    pub path: Vec<Step>,
    /// What became of it.
    pub kind: Kind,
    /// What was there, when something was.
    pub old: Option<ObjectAttribute>,
    /// What is there, when something is.
    pub new: Option<ObjectAttribute>,
}

impl Kind {
    /// What it asks of the version.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::ToString
            | Self::TupleToList
            | Self::ObjectToMap
            | Self::AttributeAddedOptional
            | Self::AttributeMadeOptional
            | Self::ToAny => Class::Minor,
            Self::SetToList | Self::AttributeDefault | Self::ToAnyUnfilled | Self::ElementAny => {
                Class::Review
            }
            Self::Incompatible
            | Self::FromString
            | Self::ListToSet
            | Self::MapToObject
            | Self::ObjectToMapMixed
            | Self::AttributeRemoved
            | Self::AttributeAddedRequired
            | Self::AttributeMadeRequired
            | Self::FromAny => Class::Major,
        }
    }
}

/// How a place in the type of `variable` is written: `network.zones[*].id`.
#[must_use]
pub fn subject(variable: &str, path: &[Step]) -> String {
    let mut text = variable.to_owned();
    for step in path {
        match step {
            Step::Attribute(name) => write!(text, ".{name}"),
            Step::Item(i) => write!(text, "[{i}]"),
            Step::Element => write!(text, "[*]"),
        }
        .expect("a string takes what is written");
    }
    text
}

/// The places in which `new` differs from `old`, from the outside in.
#[must_use]
pub fn compare(old: &Type, new: &Type) -> Vec<Difference> {
    let mut walk = Walk { path: Vec::new(), found: Vec::new() };
    walk.types(old, new);
    walk.found
}

struct Walk {
    path: Vec<Step>,
    found: Vec<Difference>,
}

impl Walk {
    fn add(&mut self, kind: Kind, old: Option<ObjectAttribute>, new: Option<ObjectAttribute>) {
        self.found.push(Difference { path: self.path.clone(), kind, old, new });
    }

    fn types(&mut self, old: &Type, new: &Type) {
        if old == new {
            return;
        }
        let kind = match (old, new) {
            (Type::Number | Type::Bool, Type::String) => Some(Kind::ToString),
            (Type::String, Type::Number | Type::Bool) => Some(Kind::FromString),
            (Type::Any, Type::String) if self.path.last() == Some(&Step::Element) => {
                Some(Kind::ElementAny)
            }
            (Type::Any, _) => Some(Kind::FromAny),
            // Elements must share one type, which `any` leaves to be found: it may not exist.
            (_, Type::Any) if self.path.contains(&Step::Element) => Some(Kind::ElementAny),
            (_, Type::Any) if shapes(old) => Some(Kind::ToAnyUnfilled),
            (_, Type::Any) => Some(Kind::ToAny),
            (Type::List(_), Type::List(_))
            | (Type::Set(_), Type::Set(_))
            | (Type::Map(_), Type::Map(_)) => None,
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => None,
            (Type::Object(_), Type::Object(_)) => None,
            // One element has no order and is not repeated.
            (Type::Tuple(items), Type::Set(element)) if items.len() < 2 => {
                Some(into_elements(element))
            }
            (Type::List(_) | Type::Tuple(_), Type::Set(_)) => Some(Kind::ListToSet),
            (Type::Set(_), Type::List(_)) => Some(Kind::SetToList),
            (Type::Tuple(_), Type::List(element)) => Some(into_elements(element)),
            (Type::Map(_), Type::Object(_)) => Some(Kind::MapToObject),
            (Type::Object(object), Type::Map(element)) => Some(into_map(object, element)),
            _ => Some(Kind::Incompatible),
        };
        if let Some(kind) = kind {
            let whole = |ty: &Type| Some(ObjectAttribute::required(ty.clone()));
            self.add(kind, whole(old), whole(new));
        }
        self.inside(old, new, kind);
    }

    /// Follows both types to what they hold.
    fn inside(&mut self, old: &Type, new: &Type, kind: Option<Kind>) {
        match (old, new) {
            (Type::List(old), Type::List(new) | Type::Set(new))
            | (Type::Set(old), Type::Set(new) | Type::List(new))
            | (Type::Map(old), Type::Map(new)) => self.step(Step::Element, old, new),
            (Type::Tuple(old), Type::List(new) | Type::Set(new)) if !new.contains_any() => {
                for (i, old) in old.iter().enumerate() {
                    self.step(Step::Item(i), old, new);
                }
            }
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => {
                for (i, (old, new)) in old.iter().zip(new).enumerate() {
                    self.step(Step::Item(i), old, new);
                }
            }
            (Type::Object(old), Type::Object(new)) => self.attributes(old, new),
            (Type::Object(old), Type::Map(new))
                if kind == Some(Kind::ObjectToMap) && !new.contains_any() =>
            {
                for (name, old) in &old.attributes {
                    let filled = old.default.as_ref().is_some_and(|value| !value.is_null());
                    self.path.push(Step::Attribute(name.clone()));
                    if filled {
                        // A map fills nothing in.
                        self.add(Kind::AttributeDefault, Some(old.clone()), None);
                    }
                    self.types(&old.ty, new);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, step: Step, old: &Type, new: &Type) {
        self.path.push(step);
        self.types(old, new);
        self.path.pop();
    }

    fn attributes(&mut self, old: &ObjectType, new: &ObjectType) {
        for (name, was) in &old.attributes {
            self.path.push(Step::Attribute(name.clone()));
            self.attribute(was, new.get(name));
            self.path.pop();
        }
        for (name, is) in new.attributes.iter().filter(|(name, _)| old.get(name).is_none()) {
            let kind = match is.optional {
                true => Kind::AttributeAddedOptional,
                false => Kind::AttributeAddedRequired,
            };
            self.path.push(Step::Attribute(name.clone()));
            self.add(kind, None, Some(is.clone()));
            self.path.pop();
        }
    }

    fn attribute(&mut self, old: &ObjectAttribute, new: Option<&ObjectAttribute>) {
        let Some(new) = new else {
            return self.add(Kind::AttributeRemoved, Some(old.clone()), None);
        };
        let kind = match (old.optional, new.optional) {
            (true, false) => Some(Kind::AttributeMadeRequired),
            (false, true) => Some(Kind::AttributeMadeOptional),
            (true, true) => {
                let same = same_value(old.default.as_ref(), new.default.as_ref(), &new.ty);
                (same == Some(false)).then_some(Kind::AttributeDefault)
            }
            (false, false) => None,
        };
        if let Some(kind) = kind {
            self.add(kind, Some(old.clone()), Some(new.clone()));
        }
        self.types(&old.ty, &new.ty);
    }
}

/// Whether a type does something to values that `any` does not: fills in, makes sets.
fn shapes(ty: &Type) -> bool {
    match ty {
        Type::Any | Type::String | Type::Number | Type::Bool => false,
        Type::Set(_) => true,
        Type::List(ty) | Type::Map(ty) => shapes(ty),
        Type::Tuple(types) => types.iter().any(shapes),
        Type::Object(object) => object.attributes.values().any(|a| a.optional || shapes(&a.ty)),
    }
}

/// What becomes of a tuple in a list of `element`, in which all must be of one type.
fn into_elements(element: &Type) -> Kind {
    if element.contains_any() { Kind::ElementAny } else { Kind::TupleToList }
}

/// What becomes of an object in a map of `element`.
fn into_map(object: &ObjectType, element: &Type) -> Kind {
    let mut types = object.attributes.values().map(|attribute| &attribute.ty);
    if element.contains_any() {
        let types: Vec<_> = types.collect();
        // A text may be passed as a number here and as a bool there, which have nothing in common.
        let same = types.windows(2).all(|two| two[0] == two[1]);
        let one = types.len() <= 1 || (same && *types[0] != Type::String);
        return match types.iter().all(|ty| ty.is_primitive()) && one && *element == Type::Any {
            true => Kind::ObjectToMap,
            false => Kind::ElementAny,
        };
    }
    let fits = |ty: &Type| compare(ty, element).iter().all(|d| d.kind.class() < Class::Major);
    if types.all(fits) { Kind::ObjectToMap } else { Kind::ObjectToMapMixed }
}

/// Whether two values are one where `ty` is wanted, an absent one being `null`; `None` when one
/// of them does not fit.
pub(super) fn same_value(old: Option<&Value>, new: Option<&Value>, ty: &Type) -> Option<bool> {
    let [old, new] = [old, new].map(|value| value.unwrap_or(&Value::Null));
    if old == new {
        return Some(true);
    }
    let converted = |value| eval::Value::of(value, ty).ok().map(|value| value.plain());
    match (converted(old)?, converted(new)?) {
        (Some(old), Some(new)) => Some(old == new),
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests;
