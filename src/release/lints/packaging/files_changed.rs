//! `files-changed`: examples, tests, documentation or the layout of files changed.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::packages;
use crate::release::pair::Pair;

pub(super) static LINT: Lint = Lint {
    id: "files-changed",
    group: Group::Packaging,
    class: Class::Patch,
    title: "Files that callers do not use changed",
    explanation: "Callers use nothing of it.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    if !packages::is_root(pair) {
        return;
    }
    let files = &packages::changed_files(pair).other;
    let Some((subject, first)) = files.first() else { return };
    let alike = files.iter().all(|(other, _)| other == subject);
    let subject = if alike { *subject } else { "files" };
    let message = match files.len() {
        1 => format!("callers do not use what changed: {first}"),
        more => format!("callers do not use what changed: {first} and {} more", more - 1),
    };
    found.add(subject, message);
}
