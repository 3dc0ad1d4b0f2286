//! `terraform-version-raised`: `required_version` excludes Terraform versions, and none that callers are taken to have.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{excluded, terraform};

pub(super) static LINT: Lint = Lint {
    id: "terraform-version-raised",
    group: Group::Requirements,
    class: Class::Minor,
    title: "Some Terraform versions are no longer admitted",
    explanation: "It excludes no version that callers are taken to have; which these are is told \
                  with `--terraform`.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let (old, new) = (terraform(&pair.old), terraform(&pair.new));
    let (Some(before), Some(now)) = (&old.versions, &new.versions) else { return };
    if before.without(now).is_empty() || !excluded(pair, before, now).is_empty() {
        return;
    }
    let (was, is) = (old.text(), new.text());
    let change = found
        .add("required_version", format!("the module admitted Terraform {was} and admits {is}"));
    change.callers(format!("use Terraform {is}"));
    change.old = old.spot;
    change.new = new.spot;
}
