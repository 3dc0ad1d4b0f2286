//! `variable-sensitive-added`: a variable that became sensitive and is given on.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::secrecy::{given_on, outputs_given_on, sensitive_added};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-sensitive-added",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable became sensitive, and with it what the module gives",
    explanation: "What is made of a sensitive value is sensitive: a root module that gives \
                  such an output on is refused with `Output refers to sensitive values` \
                  when it plans, and `for_each` takes no sensitive value. Where only the \
                  module itself uses the value, the change is a minor one.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in sensitive_added(pair) {
        let flow = pair.new.flow();
        let given = given_on(flow, pair.new.module, &new.name);
        let Some(first) = given.first() else { continue };
        let name = &new.name;
        found
            .add(name, format!("`{name}` is sensitive now, and with it {first}"))
            .callers(format!("mark as sensitive what is made of {first}"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "sensitive")));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let outputs = outputs_given_on(pair.new.flow(), pair.new.module, &change.subject);
    let outputs = outputs.into_iter().filter(|name| pair.old.module.outputs.contains_key(name));
    let outputs: Vec<_> =
        outputs.map(|name| (name.clone(), format!("module.this.{name}"))).collect();
    (!outputs.is_empty()).then(|| Caller { outputs, ..Caller::default() })
}
