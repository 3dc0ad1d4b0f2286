//! Every rule of `pave vet`, a file each, listed once by the group that it belongs to.

mod body;
mod card;
mod documentation;
mod interface;
mod package;
mod release;
mod results;
mod structure;

pub use package::is_private;

use super::rule::Rule;

/// The rules by group, in the order in which the reference tells of them.
const GROUPS: [&[&Rule]; 7] = [
    structure::RULES,
    interface::RULES,
    body::RULES,
    documentation::RULES,
    card::RULES,
    release::RULES,
    package::RULES,
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    GROUPS.into_iter().flatten().copied()
}

/// The rule of that name.
#[must_use]
pub fn named(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
