//! `nested-module-source-changed`: the source of a nested module is another.

use crate::release::calls::{self, Kind};
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "nested-module-source-changed",
    group: Group::Packaging,
    class: Class::Review,
    title: "A nested module comes from elsewhere",
    explanation: "What stands behind the new source cannot be seen from here: the same module in \
                  another place, or another module. Say in the notes which.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for call in calls::changed(pair).iter().filter(|call| call.kind == Kind::Source) {
        call.report("comes from elsewhere", found).callers("look through the plan");
    }
}
