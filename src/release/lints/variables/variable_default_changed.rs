//! `variable-default-changed`: another default.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::shown::in_few;
use crate::release::types::same_value;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-default-changed",
    group: Group::Variables,
    class: Class::Review,
    title: "The default of an input variable changed",
    explanation: "Callers that leave it out get the new value, and Terraform says nothing. \
                  It is a break unless nothing follows from the difference, which the text \
                  alone does not tell: `null`, `\"\"`, `[]` and `{}` are different values, \
                  and a default that is more secure is none the less another one.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.variables() {
        let (Some(was), Some(is)) = (old.default_value(), new.default_value()) else { continue };
        if same_value(Some(was), Some(is), &new.ty) != Some(false) {
            continue;
        }
        let name = &old.name;
        let message = match old.sensitive || new.sensitive {
            true => format!("the default of `{name}` changed"),
            false => {
                let (was, is) = (in_few(was), in_few(is));
                format!("the default of `{name}` was `{was}` and is `{is}`")
            }
        };
        found
            .add(name, message)
            .callers(format!("set `{name}` to keep what it was"))
            .old(pair.old.spot(argument_place(pair.old.module, old, "default")))
            .new(pair.new.spot(argument_place(pair.new.module, new, "default")));
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    let looks_inside = Some(change.subject.clone());
    Some(Caller { looks_inside, ..Caller::sets(&change.subject, "") })
}
