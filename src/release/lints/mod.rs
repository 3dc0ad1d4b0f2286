//! Every lint of the semver judge, a file each, listed once by the group that it belongs to.

mod outputs;
mod packaging;
mod requirements;
mod resources;
mod variables;

use super::lint::Lint;

/// The lints by group, in the order in which the reference tells of them.
const GROUPS: [&[&Lint]; 5] =
    [variables::LINTS, outputs::LINTS, resources::LINTS, requirements::LINTS, packaging::LINTS];

/// Every lint.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    GROUPS.into_iter().flatten().copied()
}

/// The lint of that name.
#[must_use]
pub fn named(id: &str) -> Option<&'static Lint> {
    all().find(|lint| lint.id == id)
}
