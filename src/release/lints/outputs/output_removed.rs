//! `output-removed`: an output value is gone, or has another name.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::near::near;
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "output-removed",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value was removed or renamed",
    explanation: "A caller that uses it is refused: Terraform says `Unsupported attribute` when it \
                  validates. To rename an output without a break, give the value under both names, \
                  and say in the old one's description that it is deprecated until the next major \
                  version.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let (before, new) = (&pair.old.module.outputs, &pair.new.module.outputs);
    let added: Vec<&str> =
        new.keys().filter(|name| !before.contains_key(*name)).map(String::as_str).collect();
    for old in before.values().filter(|old| !new.contains_key(&old.name)) {
        let name = &old.name;
        let callers = match near(name, &added) {
            Some(near) => format!("stop using `{name}`; `{near}` may be its new name"),
            None => format!("stop using `{name}`"),
        };
        found
            .add(name, format!("the output value `{name}` was removed"))
            .callers(callers)
            .old(pair.old.spot(old.name_place));
    }
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(gives(&change.subject))
}
