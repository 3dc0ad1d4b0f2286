//! `variable-attribute-added-optional`: a new attribute of an object type that may be left out.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::type_changes;
use crate::release::types::Kind;

const KIND: Kind = Kind::AttributeAddedOptional;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-added-optional",
    group: Group::Variables,
    class: Class::Minor,
    title: "An attribute that may be left out was added to an object type",
    explanation: "Nobody has to set it; `null` or its default stands for it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let (subject, is) = (&change.subject, change.is());
        change.found(found, format!("the attribute `{subject}` was added: {is}"));
    }
}
