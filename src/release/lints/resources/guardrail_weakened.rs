//! `guardrail-weakened`: an address that the old card names under a guardrail changed or is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "guardrail-weakened",
    group: Group::Resources,
    class: Class::Denied,
    title: "What a guardrail stands on changed or is gone",
    explanation: "The card of the old version promises something to those who approve modules, \
                  and names what keeps the promise. No version number makes it right to drop \
                  that: say in the notes why the promise still holds, and keep the card true.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::GuardrailWeakened) {
        let subject = &alteration.subject;
        let message = match (alteration.was.as_str(), alteration.is.as_str()) {
            ("", "") => format!("a guardrail stands on `{subject}`, which changed or is gone"),
            (was, "") => format!("a guardrail stands on `{subject}`, which was {was} and is gone"),
            ("", is) => format!("a guardrail stands on `{subject}`, which is now {is}"),
            (was, is) => {
                format!("a guardrail stands on `{subject}`, which was {was} and is {is}")
            }
        };
        let callers = "do not upgrade before the guardrail is known to hold";
        alteration.tell(found, message).callers(callers);
    }
}
