//! `changelog-entry`: what changed in this version is told.

use crate::diag::Severity;
use crate::diag::Span;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::version;

pub(super) static RULE: Rule = Rule {
    id: "changelog-entry",
    group: Group::Structure,
    severity: Severity::Error,
    title: "CHANGELOG.md tells of the version that the card names",
    explanation: "Who gets a new version reads what changed in it. `pave diff` finds reasons there \
                  too.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let (Some(card), Some(_)) = (subject.card(), subject.package.tree.get("CHANGELOG.md")) else {
        return;
    };
    let Ok(version) = version::parse(&card.version) else { return };
    if subject.package.notes.of(Some(&version)).is_none() {
        problems
            .add("CHANGELOG.md", format!("CHANGELOG.md says nothing of version {version}"))
            .at(subject.in_card(card.version.span))
            .and_at(subject.in_file("CHANGELOG.md", Span::default()), "here")
            .help(format!("add a section `## {version}`"));
    }
}
