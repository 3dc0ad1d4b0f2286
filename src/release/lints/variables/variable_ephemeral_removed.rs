//! `variable-ephemeral-removed`: a variable that takes no ephemeral value any more.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::sample;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-ephemeral-removed",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable is ephemeral no longer",
    explanation: "Callers that pass an ephemeral value are refused: Terraform says \
                  `Ephemeral value not allowed`. What other callers pass is kept in plans \
                  and state from now on.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| old.ephemeral && !new.ephemeral) {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` is ephemeral no longer"))
            .callers(format!("pass no ephemeral value to `{name}`"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "ephemeral")))
            .new(pair.new.spot(new.name_place));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let variable = pair.old.module.variables.get(&change.subject)?;
    let value = sample::value(pair.old.module, variable)?;
    let ty = &variable.ty;
    let preamble = format!(
        "variable \"passed\" {{\n  type      = {ty}\n  default   = {value}\n  ephemeral = true\n}}\n"
    );
    Some(Caller { preamble, ..Caller::sets(&variable.name, "var.passed") })
}
