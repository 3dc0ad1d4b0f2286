//! `ignore-changes-narrowed`: `ignore_changes` names less.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "ignore-changes-narrowed",
    group: Group::Resources,
    class: Class::Major,
    title: "Fewer changes are ignored",
    explanation: "What was changed outside of Terraform appears as drift, and the next apply \
                  changes it back or replaces the object.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let narrowed = pair.altered(Kind::IgnoreChangesNarrowed);
    for alteration in narrowed.chain(pair.altered(Kind::IgnoreChangesUndecided)) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("changes of {is} are no longer ignored for `{subject}`");
        let callers = "read the plan: what was changed by hand is changed back";
        let change = alteration.tell(found, message).callers(callers);
        if alteration.kind == Kind::IgnoreChangesUndecided {
            change.undecided("whether the provider minds them, which the module does not set");
        }
    }
}
