//! `data-source-removed`: a data source is gone.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "data-source-removed",
    group: Group::Resources,
    class: Class::Patch,
    title: "A data source was removed",
    explanation: "Nothing is destroyed: Terraform only read it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::DataSourceRemoved) {
        let subject = &alteration.subject;
        let message = format!("the data source `{subject}` is gone");
        alteration.tell(found, message);
    }
}
