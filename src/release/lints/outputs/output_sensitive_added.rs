//! `output-sensitive-added`: an output value was marked sensitive.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::witness::Caller;
use crate::schema::{Providers, expression_type};

pub(super) static LINT: Lint = Lint {
    id: "output-sensitive-added",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value is sensitive now",
    explanation: "A root module that gives a sensitive value on is refused: Terraform says `Output \
                  refers to sensitive values` when it plans, and `Invalid for_each argument` where \
                  it repeats something over it. Terraform 1.11 says so only where the value is \
                  sensitive by itself and passes over a mark that stands on the output alone; \
                  other versions heed both.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| new.sensitive && !old.sensitive) {
        let name = &old.name;
        let module = pair.old.module;
        let value = old.value.as_ref().and_then(|value| module.expr(value.place));
        let before = value.map(|expr| expression_type(module, &expr, Providers::embedded()));
        // What a provider marks is sensitive to callers with or without a mark here.
        if before.as_ref().is_some_and(|typed| typed.sensitive) {
            continue;
        }
        let change = found
            .add(name, format!("the output value `{name}` is sensitive now"))
            .callers(format!("mark what gives on `{name}` as sensitive"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
        if before.is_none_or(|typed| typed.ty.contains_any()) {
            change.undecided("whether the value was sensitive by itself before");
        }
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(gives(&change.subject))
}
