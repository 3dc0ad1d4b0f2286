//! `output-value-changed`: the expression of an output value is another, of the same type.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::witness::Caller;
use crate::release::{nulls, shapes};
use crate::terraform::Expression;
use crate::terraform::reference::{Subject, references};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    id: "output-value-changed",
    group: Group::Outputs,
    class: Class::Minor,
    title: "The value of an output is made in another way",
    explanation: "Terraform says nothing, and callers may get another value. It counts as minor, \
                  for most such changes give the same value in a better way: look whether names or \
                  addresses that callers keep are others now, and raise the major version if so.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let differ: BTreeSet<&str> =
        shapes::of_outputs(pair).iter().map(|(old, ..)| old.name.as_str()).collect();
    let alike = pair.alike();
    for (old, new) in pair.outputs().filter(|(old, _)| !differ.contains(old.name.as_str())) {
        let (Some(before), Some(now)) = (&old.value, &new.value) else { continue };
        // What named a variable that is gone cannot have stayed.
        if alike.same(before, now)
            || !nulls::appeared(pair, old, new).is_empty()
            || names_what_is_gone(pair, before)
        {
            continue;
        }
        let name = &old.name;
        found
            .add(name, format!("the value of the output `{name}` is made in another way"))
            .callers(format!("look whether `{name}` is what it was"))
            .old(pair.old.spot(before.place))
            .new(pair.new.spot(now.place));
    }
}

fn names_what_is_gone(pair: &Pair<'_>, value: &Expression) -> bool {
    let Some(expr) = pair.old.module.expr(value.place) else { return false };
    references(&expr).iter().any(|reference| match &reference.subject {
        Subject::Variable(name) => !pair.new.module.variables.contains_key(name),
        _ => false,
    })
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(gives(&change.subject))
}
