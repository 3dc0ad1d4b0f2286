//! `variable-deprecated-too-new`: a deprecation that not every Terraform which is admitted understands.

use crate::release::argument_place::argument_place;
use crate::release::class::Class;
use crate::release::deprecation::{admits_older, deprecated};
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "variable-deprecated-too-new",
    group: Group::Variables,
    class: Class::Major,
    title: "An input variable was deprecated in a way that not every admitted Terraform knows",
    explanation: "Terraform before 1.15 does not know the argument and says `Unsupported \
                  argument` when it initialises, to every caller. Raise `required_version` \
                  in a version that may, or begin the description with `DEPRECATED:` \
                  instead.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in deprecated(pair).filter(|_| admits_older(pair)) {
        let name = &old.name;
        found
            .add(
                name,
                format!("the input variable `{name}` is deprecated, which needs Terraform 1.15"),
            )
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(argument_place(pair.new.module, new, "deprecated")));
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
