//! `submodule-removed`: a folder below `modules/` that callers may name is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::packages;
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "submodule-removed",
    group: Group::Packaging,
    class: Class::Major,
    title: "A submodule was removed or moved",
    explanation: "A caller that names it after `//` is refused: `terraform init` says `Unreadable \
                  module subdirectory`. To move a submodule without a break, leave a module in the \
                  old place that calls the new one.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if !packages::is_root(pair) {
        return;
    }
    let (old, new) = (pair.old.package, pair.new.package);
    for dir in old.entries().filter(|dir| !dir.as_str().is_empty()) {
        if new.modules.contains_key(dir) {
            continue;
        }
        let change = found.add(dir.as_str(), format!("the submodule `{dir}` was removed"));
        change.callers(format!("stop using `//{dir}`"));
        change.old = packages::spot(old, dir);
    }
}
