//! `repetition-moved`: `count` or `for_each` changed and the instances are moved.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "repetition-moved",
    group: Group::Resources,
    class: Class::Minor,
    title: "`count` or `for_each` was added or changed, and what is there is kept",
    explanation: "By `moved` blocks, or because Terraform itself moves a resource from `x` to \
                  `x[0]` when it gets `count` and back when it loses it. Nothing is destroyed as \
                  long as every key that callers have is moved.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::RepetitionMoved) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = format!("`{subject}` {was} and {is} now, and what is there is moved");
        alteration.tell(found, message);
    }
}
