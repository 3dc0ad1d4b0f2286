//! `call-unpinned`: what the module is made of stays.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::ModuleSource;

pub(super) static RULE: Rule = Rule {
    id: "call-unpinned",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Modules of others are called in one version",
    explanation: "What another module creates is part of what this one guarantees. A range of \
                  versions changes it behind the module's back; a branch does so from one day to \
                  the next. Pin a version exactly, or a git tag by `?ref=`.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for module in subject.package.modules.values() {
        for call in module.calls.values() {
            let Some(Ok(source)) = &call.source else { continue };
            let (pinned, help) = match source {
                ModuleSource::Local(_) => continue,
                ModuleSource::Registry(_) => (
                    call.version.as_ref().is_some_and(|version| version.exact().is_some()),
                    "write `version` with one version, such as `1.2.3`",
                ),
                ModuleSource::Git(git) => {
                    (git.reference.is_some(), "name a tag or a commit by `?ref=`")
                }
                // An archive is whatever its address gives today.
                _ => (false, "call it from a registry, or from git by `?ref=`"),
            };
            if !pinned {
                let address = call.address();
                let place = call.version_argument.as_ref().or(call.source_argument.as_ref());
                problems
                    .add(&address, format!("`{address}` is not pinned to a version"))
                    .at(subject.region(module, place.map_or(call.place, |a| a.value.place)))
                    .help(help);
            }
        }
    }
}
