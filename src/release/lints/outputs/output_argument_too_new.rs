//! `output-argument-too-new`: an output value got an argument of Terraform 1.15.

use crate::release::class::Class;
use crate::release::deprecation::admits_older;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "output-argument-too-new",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value uses an argument that callers' Terraform does not know",
    explanation: "`deprecated` and `type` in an `output` block are known from Terraform 1.15 on, \
                  and the module admits older versions. For callers with one of those `terraform \
                  init` says `Unsupported argument`, and nothing of the module can be used. Until \
                  `required_version` rules those versions out, begin the description with \
                  `DEPRECATED:` instead.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if !admits_older(pair) {
        return;
    }
    for new in pair.new.module.outputs.values() {
        let name = &new.name;
        let old = pair.old.module.outputs.get(name);
        let deprecated = new.deprecated.is_some() && old.is_none_or(|old| old.deprecated.is_none());
        let typed =
            new.type_constraint.is_some() && old.is_none_or(|old| old.type_constraint.is_none());
        let argument = match (deprecated, typed) {
            (true, _) => "deprecated",
            (_, true) => "type",
            _ => continue,
        };
        let message =
            format!("the output value `{name}` sets `{argument}`, which Terraform 1.15 added");
        let change = found.add(name, message);
        change.callers("use Terraform 1.15 or later").new(pair.new.spot(new.name_place));
        if let Some(old) = old {
            change.old(pair.old.spot(old.name_place));
        }
    }
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
