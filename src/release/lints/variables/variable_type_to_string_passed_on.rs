//! `variable-type-to-string-passed-on`: a number or bool that became a string and is passed on.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, passed_on, type_changes};
use crate::release::types::Kind;
use crate::release::witness::Caller;

const KIND: Kind = Kind::ToString;

pub(super) static LINT: Lint = Lint {
    id: "variable-type-to-string-passed-on",
    group: Group::Variables,
    class: Class::Review,
    title: "A number or bool became a string, which is passed on",
    explanation: "Terraform converts what callers pass and says nothing. But the value \
                  reaches an output, `count` or `for_each`, where `5` and `\"5\"` are two \
                  things: callers that compare or calculate with it, and the keys of \
                  `for_each`, have to be looked at.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in type_changes(pair, KIND) {
        let flow = pair.new.flow();
        let Some(passed) = passed_on(flow, change) else { continue };
        let (subject, was) = (&change.subject, change.was());
        let message = format!("`{subject}` was {was}, is a string, and reaches {passed}");
        change.found(found, message).callers(format!("check what is made of {passed}"));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
