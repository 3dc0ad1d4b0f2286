//! The differences between the types of two versions' input variables, and the callers that show
//! them.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::flow::{Flow, Use};
use super::lint::{Change, Found, Spot};
use super::near::near;
use super::pair::Pair;
use super::sample;
use super::shown::{in_few, shown};
use super::type_place::TypeText;
use super::types::{Difference, Kind, Step, compare, subject};
use super::witness::Caller;
use crate::terraform::value_problems::Given;
use crate::terraform::{InputVariable, ObjectAttribute, Type, render};

/// One difference between the types of a variable in two versions.
#[derive(Debug)]
pub(super) struct TypeChange<'p> {
    pub(super) old: &'p InputVariable,
    pub(super) new: &'p InputVariable,
    pub(super) difference: Difference,
    /// How its place is written: `network.zones[*].id`.
    pub(super) subject: String,
    old_spot: Spot,
    new_spot: Spot,
    /// The new name that a removed attribute may have.
    pub(super) renamed: Option<String>,
}

/// Every difference of one kind.
pub(super) fn type_changes<'f, 'p>(
    pair: &'f Pair<'p>,
    kind: Kind,
) -> impl Iterator<Item = &'f TypeChange<'p>> {
    let all = pair.facts.types.get_or_init(|| all(pair));
    all.iter().filter(move |change| change.difference.kind == kind)
}

/// Every difference of the types of the variables that both versions have.
fn all<'p>(pair: &Pair<'p>) -> Vec<TypeChange<'p>> {
    let mut changes = Vec::new();
    let differ = |(old, new): &(&InputVariable, &InputVariable)| {
        old.ty != new.ty && is_read(old) && is_read(new)
    };
    for (old, new) in pair.variables().filter(differ) {
        let differences = compare(&old.ty, &new.ty);
        let names = added(&differences);
        let texts = [(pair.old.module, old), (pair.new.module, new)];
        let [was, is] = texts.map(|(module, variable)| TypeText::of(module, variable));
        for difference in differences {
            let path = &difference.path;
            let renamed = match path.split_last() {
                Some((Step::Attribute(name), above))
                    if difference.kind == Kind::AttributeRemoved =>
                {
                    names
                        .get(&subject("", above))
                        .and_then(|added| {
                            near(name, &added.iter().map(|n| &**n).collect::<Vec<_>>())
                        })
                        .map(str::to_owned)
                }
                _ => None,
            };
            changes.push(TypeChange {
                old,
                new,
                subject: subject(&old.name, path),
                old_spot: pair.old.spot(was.place(path)),
                new_spot: pair.new.spot(is.place(path)),
                difference,
                renamed,
            });
        }
    }
    changes
}

/// Whether a type is what is written: one that cannot be read is a finding, and `any`.
fn is_read(variable: &InputVariable) -> bool {
    let written = variable.type_constraint.as_ref();
    variable.ty != Type::Any || written.is_none_or(|written| written.text.trim() == "any")
}

/// The names of new attributes, by where they are.
fn added(differences: &[Difference]) -> BTreeMap<String, Vec<String>> {
    let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for difference in differences.iter().filter(|difference| difference.old.is_none()) {
        if let Some((Step::Attribute(name), above)) = difference.path.split_last() {
            names.entry(subject("", above)).or_default().push(name.clone());
        }
    }
    names
}

impl TypeChange<'_> {
    /// What was there, in a few words.
    pub(super) fn was(&self) -> String {
        self.difference.old.as_ref().map_or_else(String::new, brief)
    }

    /// What is there, in a few words.
    pub(super) fn is(&self) -> String {
        self.difference.new.as_ref().map_or_else(String::new, brief)
    }

    /// What stands for it when it is left out, before and now, as HCL.
    pub(super) fn defaults(&self) -> (String, String) {
        let default = |attribute: &Option<ObjectAttribute>| {
            let default = attribute.as_ref().and_then(|attribute| attribute.default.as_ref());
            default.map_or_else(|| "null".to_owned(), in_few)
        };
        (default(&self.difference.old), default(&self.difference.new))
    }

    /// Adds it to what a lint found, with both places.
    pub(super) fn found<'f>(
        &self,
        found: &'f mut Found,
        message: impl Into<String>,
    ) -> &'f mut Change {
        let change = found.add(&self.subject, message);
        change.old(self.old_spot.clone()).new(self.new_spot.clone())
    }

    /// Adds it as a type that was one and is another.
    pub(super) fn retyped<'f>(&self, found: &'f mut Found) -> &'f mut Change {
        let (subject, was, is) = (&self.subject, self.was(), self.is());
        self.found(found, format!("the type of `{subject}` was {was} and is {is}"))
    }
}

/// The first place in which a changed value leaves the module or decides how much of it there is.
pub(super) fn passed_on(flow: &Flow, change: &TypeChange<'_>) -> Option<String> {
    let attribute = change.difference.path.iter().find_map(|step| match step {
        Step::Attribute(name) => Some(name.as_str()),
        _ => None,
    });
    flow.uses_of(&change.new.name, attribute).into_iter().find_map(|at| match at {
        Use::Output(name) => Some(format!("the output `{name}`")),
        Use::Repetition(address) => Some(format!("the number or keys of `{address}`")),
        _ => None,
    })
}

fn brief(attribute: &ObjectAttribute) -> String {
    let ty = attribute.ty.brief();
    match (&attribute.default, attribute.optional) {
        (_, false) => format!("`{ty}`"),
        (None, true) => format!("`optional({ty})`"),
        (Some(default), true) => format!("`optional({ty}, {})`", in_few(default)),
    }
}

/// The caller that meets a change of that kind: it passes what the old version takes.
pub(super) fn witness(pair: &Pair<'_>, change: &Change, kind: Kind) -> Option<Caller> {
    let found = type_changes(pair, kind).find(|found| found.subject == change.subject)?;
    let module = pair.old.module;
    let fits =
        |value: &Value| module.value_problems(&found.old.name, value, &Given::new()).is_empty();
    let bases = [sample::made_up(module, found.old), None];
    let values = bases.into_iter().filter_map(|base| shown(base, &found.old.ty, &found.difference));
    let value = values.into_iter().find(fits)?;
    let silent = found.new.ty.accepts_value(&value).iter().all(|mismatch| !mismatch.is_error());
    Some(Caller {
        looks_inside: silent.then(|| found.old.name.clone()),
        ..Caller::sets(&found.old.name, render::value(&value))
    })
}
