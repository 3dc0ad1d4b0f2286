//! `submodule-added`: there is a new folder below `modules/` that callers may name.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::packages;
use crate::release::pair::Pair;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    id: "submodule-added",
    group: Group::Packaging,
    class: Class::Minor,
    title: "A submodule was added",
    explanation: "No caller uses it yet.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if !packages::is_root(pair) {
        return;
    }
    let new = pair.new.package;
    let before: BTreeSet<_> = pair.old.package.entries().collect();
    for dir in new.entries().filter(|dir| !dir.as_str().is_empty()) {
        if before.contains(dir) {
            continue;
        }
        let change = found.add(dir.as_str(), format!("the submodule `{dir}` was added"));
        change.new = packages::spot(new, dir);
    }
}
