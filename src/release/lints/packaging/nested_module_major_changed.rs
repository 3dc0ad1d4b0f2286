//! `nested-module-major-changed`: a module that is called from a registry or by a git tag is used in another major version, or in one that cannot be compared.

use crate::release::calls::{self, Kind};
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "nested-module-major-changed",
    group: Group::Packaging,
    class: Class::Review,
    title: "A nested module is used in another major version",
    explanation: "What the nested module creates, and under which addresses, is part of this one. \
                  Its next major version may destroy or refuse something: compare its versions, \
                  and say in the notes what came of it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for call in calls::changed(pair).iter().filter(|call| call.kind == Kind::Major) {
        call.report("is used in another major version", found)
            .callers("look through the plan: the nested module may be another one in all but name");
    }
}
