//! `variable-validation-loosened`: validations that refuse less.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::validations::{Fate, condition_changes};

pub(super) static LINT: Lint = Lint {
    id: "variable-validation-loosened",
    group: Group::Variables,
    class: Class::Minor,
    title: "The validations of an input variable were loosened or removed",
    explanation: "Whatever was taken is taken still: a validation is gone, its list of \
                  values is longer or its limits are wider.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for change in condition_changes(pair) {
        if change.fate == Fate::Loosened && !change.is_guardrail(pair) {
            let message = format!("a validation of `{}` refuses less", change.name);
            change.found(pair, found, message);
        }
    }
}
