//! `read-file-changed`: a file that a module names, such as a template or a policy, is another.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::packages;
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "read-file-changed",
    group: Group::Packaging,
    class: Class::Review,
    title: "A file that the module reads is another",
    explanation: "A file that is read by `file`, `templatefile` and their like is part of what the \
                  module creates. Terraform shows what comes of it only in the plan: say in the \
                  notes what the change does to a caller.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if !packages::is_root(pair) {
        return;
    }
    for path in &packages::changed_files(pair).read {
        found
            .add(path.as_str(), format!("the file `{path}`, which the module reads, is another"))
            .callers("look through the plan for what is made of the file");
    }
}
