//! `repetition-changed`: `count` and `for_each` give other addresses, with no `moved` block.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "repetition-changed",
    group: Group::Resources,
    class: Class::Major,
    title: "`count` or `for_each` changes the addresses of what is there",
    explanation: "An instance of `count` is `x[0]`, one of `for_each` is `x[\"key\"]`, a single \
                  one is `x`. Terraform itself takes a resource from `x` to `x[0]` and back, a \
                  module call never: there, and between `count` and `for_each`, it destroys every \
                  instance and creates others. A `moved` block for each instance keeps them.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::RepetitionChanged) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = format!(
            "`{subject}` {was} and {is} now: what is there has another address, and is destroyed"
        );
        let callers = "plan before applying: a `moved` block for each instance keeps it";
        alteration.tell(found, message).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    pair.applied(&change.subject)
}
