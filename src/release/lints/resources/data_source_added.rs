//! `data-source-added`: a new data source.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "data-source-added",
    group: Group::Resources,
    class: Class::Minor,
    title: "A data source was added",
    explanation: "It is read when planning: whoever plans needs the permission to read it, and \
                  the plan fails where it is not there.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::DataSourceAdded) {
        let subject = &alteration.subject;
        let message = format!("the data source `{subject}` was added");
        let callers = "give whoever plans the permission to read it";
        alteration.tell(found, message).callers(callers);
    }
}
