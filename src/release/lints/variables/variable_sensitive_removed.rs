//! `variable-sensitive-removed`: a variable that is sensitive no longer.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "variable-sensitive-removed",
    group: Group::Variables,
    class: Class::Denied,
    title: "An input variable is sensitive no longer",
    explanation: "Callers trust the module to keep the value out of plans and logs, and \
                  from this version on Terraform prints it. It is refused whatever the \
                  version, unless the notes say why the value is no secret; then it is a \
                  patch.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables().filter(|(old, new)| old.sensitive && !new.sensitive) {
        let name = &old.name;
        found
            .add(name, format!("the input variable `{name}` is sensitive no longer"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "sensitive")))
            .new(pair.new.spot(new.name_place));
    }
}
