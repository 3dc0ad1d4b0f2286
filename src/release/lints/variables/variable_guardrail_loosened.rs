//! `variable-guardrail-loosened`: a validation that is a guardrail refuses less.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::validations::{Fate, condition_changes};

pub(super) static LINT: Lint = Lint {
    id: "variable-guardrail-loosened",
    group: Group::Variables,
    class: Class::Denied,
    title: "A validation that is a guardrail was loosened or removed",
    explanation: "The card of the module names the variable as the place of a guardrail, \
                  so the organisation counts on what its validation refuses. It is refused \
                  whatever the version, unless the notes say why it may be.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in condition_changes(pair) {
        if change.fate == Fate::Loosened && change.is_guardrail(pair) {
            let message =
                format!("a validation of `{}` refuses less, and it is a guardrail", change.name);
            change.found(pair, found, message);
        }
    }
}
