//! `for-each-keys-changed`: the expression that makes the keys of `for_each` changed.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "for-each-keys-changed",
    group: Group::Resources,
    class: Class::Major,
    title: "The keys of for_each changed",
    explanation: "The key is part of the address, so Terraform destroys the instance of a key \
                  that is gone and creates one for a key that is new. Keep the keys, or write a \
                  `moved` block for each where they are known. Values that changed under the same \
                  keys are not meant.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let changed = pair.altered(Kind::ForEachKeysChanged);
    for alteration in changed.chain(pair.altered(Kind::ForEachKeysUndecided)) {
        let (subject, was, is) = (&alteration.subject, &alteration.was, &alteration.is);
        let message = format!("the keys of `{subject}` come from {is}, and came from {was}");
        let callers = "read the plan: instances under other keys are destroyed and created again";
        let change = alteration.tell(found, message).callers(callers);
        if alteration.kind == Kind::ForEachKeysUndecided {
            change.undecided("whether they are the same");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    pair.applied(&change.subject)
}
