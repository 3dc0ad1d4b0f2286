//! `argument-replaces`: an argument with a known value has another, and the provider replaces the object for it.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "argument-replaces",
    group: Group::Resources,
    class: Class::Major,
    title: "A fixed argument changed that cannot be changed on what is there",
    explanation: "The provider cannot update the argument, so Terraform destroys the object and \
                  creates another: `must be replaced`, `forces replacement`. To let callers \
                  choose when that happens, make it an input whose default is the old value.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ArgumentReplaces) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message =
            format!("`{subject}` was {was} and is {is}: the object is destroyed and created again");
        let callers = "plan a time for the replacement, and save what it holds";
        alteration.tell(found, message).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    pair.applied(&change.subject)
}
