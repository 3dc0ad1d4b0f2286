//! `variable-attribute-default-changed`: what stands for an attribute that is left out.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::AttributeDefault;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-default-changed",
    group: Group::Variables,
    class: Class::Review,
    title: "What stands for an attribute that is left out changed",
    explanation: "Callers that leave it out get the new value, and Terraform says nothing. \
                  It is a break unless nothing follows from the difference; a default that \
                  is more secure is none the less another one. Callers that need the old \
                  value have to set it.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let subject = &change.subject;
        let (was, is) = change.defaults();
        let message = format!("what stands for `{subject}` was {was} and is {is}");
        let callers = match was.as_str() {
            "null" => format!("set `{subject}` wherever {is} will not do"),
            was => format!("set `{subject}` to {was} to keep it"),
        };
        change.found(found, message).callers(callers);
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
