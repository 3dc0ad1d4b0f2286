//! `variable-attribute-made-optional`: a required attribute of an object type that may now be left out.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::type_changes;
use crate::release::types::Kind;

const KIND: Kind = Kind::AttributeMadeOptional;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-made-optional",
    group: Group::Variables,
    class: Class::Minor,
    title: "An attribute of an object type may be left out",
    explanation: "Whoever sets it sets it still. With a default, that default stands for \
                  `null` too, which a caller may have passed.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let (subject, is) = (&change.subject, change.is());
        change.found(found, format!("the attribute `{subject}` may be left out: it is {is}"));
    }
}
