//! `variable-attribute-removed`: an attribute of an object type that is gone, or has another name.

use crate::release::class::Class;
use crate::release::felt;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::type_changes::{self, type_changes};
use crate::release::types::{Kind, Step};
use crate::release::witness::Caller;

const KIND: Kind = Kind::AttributeRemoved;

pub(super) static LINT: Lint = Lint {
    id: "variable-attribute-removed",
    group: Group::Variables,
    class: Class::Major,
    title: "An attribute of an object type was removed or renamed",
    explanation: "Terraform drops attributes that a type does not have without a word: a \
                  caller that sets it is accepted, and what it set has no effect. To \
                  rename one without a break, keep it as `optional(…)`, prefer the new one \
                  where both are set, and say in the description that the old one is \
                  deprecated.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let mut known = None;
    for change in type_changes(pair, KIND) {
        let subject = &change.subject;
        let callers = match &change.renamed {
            Some(near) => format!("stop setting `{subject}`; `{near}` may be its new name"),
            None => format!("stop setting `{subject}`"),
        };
        let message = format!("the attribute `{subject}` was removed");
        let removed = change.found(found, message).callers(callers);
        let Some(Step::Attribute(name)) = change.difference.path.last() else { continue };
        if felt::is_given_back(&pair.old, &change.old.name) {
            continue;
        }
        let (taken, set) = known.get_or_insert_with(|| {
            (felt::attributes_taken(pair.old.module), felt::constants_set(pair.new.module))
        });
        if !taken.contains(name) {
            removed.undecided("whether the module made anything of it");
        } else if set.contains(name) {
            removed.undecided("whether callers set it to anything else than the module does now");
        }
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    type_changes::witness(pair, change, KIND)
}
