//! `replace-triggered-by-added`: `replace_triggered_by` names more.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "replace-triggered-by-added",
    group: Group::Resources,
    class: Class::Major,
    title: "A replacement is triggered by more",
    explanation: "Whenever what is named changes, Terraform destroys the object and creates \
                  another, which it did not before.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ReplaceTriggeredByAdded) {
        let (subject, is) = (&alteration.subject, &alteration.is);
        let message = format!("`{subject}` is replaced whenever one of {is} changes");
        let callers = "expect replacements, and save what the object holds";
        alteration.tell(found, message).callers(callers);
    }
}
