//! `program-added`: a provisioner or an `external` data source was added or changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::state::Kind;

pub(super) static LINT: Lint = Lint {
    id: "program-added",
    group: Group::Resources,
    class: Class::Denied,
    title: "A program runs beside Terraform",
    explanation: "It runs on the machine that runs Terraform, or on what was just created, with \
                  whatever rights there are; a plan does not show what it does, and an `external` \
                  data source runs while planning. Say in the notes what it does and why no \
                  provider can.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for alteration in pair.altered(Kind::ProgramAdded) {
        let subject = &alteration.subject;
        let message = format!("`{subject}` runs a program");
        let callers = "read the program before anything is planned";
        alteration.tell(found, message).callers(callers);
    }
}
