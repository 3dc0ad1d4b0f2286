//! `expression-changed`: an argument is set to another expression whose value depends on the caller.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "expression-changed",
    group: Group::Resources,
    class: Class::Minor,
    title: "The expression of an argument changed",
    explanation: "Layout, comments, the names of local values and inputs that nobody sets yet are \
                  not counted. Whether the value is another for an unchanged caller cannot be \
                  told from the text, so look at it: where it is, the change is a major one.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ExpressionChanged) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` is another expression");
        let callers = "check in the plan that nothing changes";
        alteration.tell(found, message).callers(callers);
    }
}
