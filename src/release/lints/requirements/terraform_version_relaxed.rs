//! `terraform-version-relaxed`: `required_version` admits Terraform versions that it did not.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::terraform;

pub(super) static LINT: Lint = Lint {
    id: "terraform-version-relaxed",
    group: Group::Requirements,
    class: Class::Minor,
    title: "More Terraform versions are admitted",
    explanation: "Every version that callers have still suits.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let (old, new) = (terraform(&pair.old), terraform(&pair.new));
    let (Some(before), Some(now)) = (&old.versions, &new.versions) else { return };
    if now.without(before).is_empty() || !before.without(now).is_empty() {
        return;
    }
    let (was, is) = (old.text(), new.text());
    let change = found
        .add("required_version", format!("the module admitted Terraform {was} and admits {is}"));
    change.old = old.spot;
    change.new = new.spot;
}
