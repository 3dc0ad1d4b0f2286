//! `argument-added`: an argument is set that was left to the provider.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "argument-added",
    group: Group::Resources,
    class: Class::Review,
    title: "An argument is set that was not",
    explanation: "Terraform changes what is there unless the value is the one that the provider \
                  has anyway, which its schema does not tell. Say in the notes that it is, or \
                  take the value from an input whose default is `null`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ArgumentAdded) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("`{subject}` is set to {is}, and was not set");
        let callers = "read the plan: what is there may be changed";
        alteration.tell(found, message).callers(callers);
    }
}
