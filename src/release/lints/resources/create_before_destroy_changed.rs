//! `create-before-destroy-changed`: `create_before_destroy` changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "create-before-destroy-changed",
    group: Group::Resources,
    class: Class::Review,
    title: "The order of replacement changed",
    explanation: "With it, a replacement exists beside the old object for a while: that fails \
                  where a name is taken. Without it, there is a gap. It also spreads to \
                  everything that the resource depends on.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::CreateBeforeDestroyChanged) {
        let subject = &alteration.subject;
        let message = match alteration.is.as_str() {
            "`true`" => format!("a replacement of `{subject}` is created before it is destroyed"),
            _ => format!("`{subject}` is destroyed before a replacement is created"),
        };
        let callers = "check names and gaps at the next replacement";
        alteration.tell(found, message).callers(callers);
    }
}
