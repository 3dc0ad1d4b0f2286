//! `guardrail-withdrawn`: the card promises less than it did.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::packages;
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "guardrail-withdrawn",
    group: Group::Packaging,
    class: Class::Denied,
    title: "A guardrail was taken off the card",
    explanation: "The code may still be the same, but nothing holds the next version to it any \
                  more: what stood on the guardrail can be loosened without a word. Where the \
                  guarantee has another name now, or something else gives it, say so in the notes \
                  of the release.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    // A package without a card, such as an archive of a release, says nothing of guardrails.
    let (Some(old), Some(new)) = (&pair.old.package.card, &pair.new.package.card) else { return };
    if !packages::is_root(pair) {
        return;
    }
    for guardrail in &old.guardrails {
        let id = guardrail.id.as_str();
        if new.guardrails.iter().any(|other| other.id.as_str() == id) {
            continue;
        }
        found
            .add(id, format!("the card promises the guardrail `{id}` no more"))
            .callers(format!("look for what else gives you this: {}", guardrail.text.value));
    }
}
