//! `variable-null-refused`: a variable without a default that takes no `null` any more.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;
use crate::terraform::value_problems::Given;
use hcl_rs::Value;

pub(super) static LINT: Lint = Lint {
    id: "variable-null-refused",
    group: Group::Variables,
    class: Class::Major,
    title: "Null is refused",
    explanation: "Callers that pass `null` are refused: Terraform says `Required variable \
                  not set`.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed =
        pair.variables().filter(|(old, new)| old.nullable && !new.nullable && new.is_required());
    for (old, new) in changed {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` takes no `null` any more"))
            .callers(format!("pass a value to `{name}` wherever `null` is passed"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "nullable")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "nullable")));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let module = pair.old.module;
    let taken = module.value_problems(&change.subject, &Value::Null, &Given::new()).is_empty();
    taken.then(|| Caller::sets(&change.subject, "null"))
}
