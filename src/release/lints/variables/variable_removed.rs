//! `variable-removed`: an input variable is gone, or has another name.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::near::near;
use crate::release::pair::Pair;
use crate::release::sample;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-removed",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable was removed or renamed",
    explanation: "A caller that sets it is refused: Terraform says `Unsupported argument` when it \
                  validates. To rename an input without a break, add the new one with a default, \
                  prefer it where both are set, and say in the old one's description that it is \
                  deprecated until the next major version.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let (old, new) = (&pair.old.module.variables, &pair.new.module.variables);
    let added = new.keys().filter(|name| !old.contains_key(*name));
    let added: Vec<_> = added.map(String::as_str).collect();
    for old in old.values().filter(|old| !new.contains_key(&old.name)) {
        let name = &old.name;
        let callers = match near(name, &added) {
            Some(near) => format!("stop setting `{name}`; `{near}` may be its new name"),
            None => format!("stop setting `{name}`"),
        };
        found
            .add(name, format!("the input variable `{name}` was removed"))
            .callers(callers)
            .old(pair.old.spot(old.name_place));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let variable = pair.old.module.variables.get(&change.subject)?;
    Some(Caller::sets(&variable.name, sample::value(pair.old.module, variable)?))
}
