//! `ignore-changes-widened`: `ignore_changes` names more.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "ignore-changes-widened",
    group: Group::Resources,
    class: Class::Minor,
    title: "More changes are ignored",
    explanation: "Terraform leaves alone what it would have changed back. An input that sets the \
                  argument has no effect any more on what is there: check that none does.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::IgnoreChangesWidened) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("changes of {is} are ignored for `{subject}`");
        alteration.tell(found, message);
    }
}
