//! `moved-block-removed`: a `moved` block is gone while its target is there.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "moved-block-removed",
    group: Group::Resources,
    class: Class::Major,
    title: "A moved block was deleted that callers may still need",
    explanation: "A caller who skips the version that had the block still has the old address in \
                  the state: Terraform destroys the object there and creates another. Keep \
                  `moved` blocks for as long as anybody may come from before them. A chain stays \
                  a chain, `a` to `b` and `b` to `c`: Terraform refuses two blocks that lead to \
                  one address.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::MovedBlockRemoved) {
        let (was, is) = (&alteration.was, &alteration.is);
        let message = format!("the `moved` block from `{was}` is gone, and `{is}` is still there");
        let callers = "upgrade by way of a version that has the `moved` block";
        alteration.tell(found, message).callers(callers);
    }
}
