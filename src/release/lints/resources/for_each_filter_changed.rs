//! `for-each-filter-changed`: the condition of a `for` in `for_each` changed, its keys did not.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "for-each-filter-changed",
    group: Group::Resources,
    class: Class::Review,
    title: "Another condition picks the elements of for_each",
    explanation: "Instances keep their addresses, but elements that the new condition leaves out \
                  are destroyed and those that it lets in are created. Say in the notes why no \
                  caller has such elements.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ForEachFilterChanged) {
        let subject = &alteration.subject;
        let message = format!("another condition picks the instances of `{subject}`");
        let callers = "read the plan: instances may be created or destroyed";
        alteration.tell(found, message).callers(callers);
    }
}
