//! `terraform-version-excluded`: `required_version` excludes a Terraform version that callers are taken to have.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::requirements::{excluded, span, terraform};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "terraform-version-excluded",
    group: Group::Requirements,
    class: Class::Major,
    title: "A Terraform version that callers have is no longer admitted",
    explanation: "For callers with that version `terraform init` says `Unsupported Terraform Core \
                  version`, and nothing of the module can be used. Which versions callers are \
                  taken to have is told with `--terraform`.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let (old, new) = (terraform(&pair.old), terraform(&pair.new));
    let (Some(before), Some(now)) = (&old.versions, &new.versions) else { return };
    let excluded = excluded(pair, before, now);
    let (Some(first), Some(last)) = (excluded.first(), excluded.last()) else { return };
    let (was, is) = (old.text(), new.text());
    let change = found.add(
        "required_version",
        format!(
            "the module admitted Terraform {was} and admits {is}, without {}",
            span(first, last)
        ),
    );
    change.callers(format!("use Terraform {is}"));
    change.old = old.spot;
    change.new = new.spot;
}

fn witness(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}
