//! `nested-module-version-changed`: a module that is called from a registry or by a git tag is used in another version of the same major version.

use crate::release::calls::{self, Kind};
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "nested-module-version-changed",
    group: Group::Packaging,
    class: Class::Minor,
    title: "A nested module is used in other versions",
    explanation: "By semantic versioning nothing of it breaks. `terraform init -upgrade` gets it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for call in calls::changed(pair).iter().filter(|call| call.kind == Kind::Version) {
        call.report("is used in another version", found).callers("run `terraform init -upgrade`");
    }
}
