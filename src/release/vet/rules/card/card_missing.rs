//! `card-missing`: the module can be in a catalog.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "card-missing",
    group: Group::Card,
    severity: Severity::Error,
    title: "The module has a card",
    explanation: "Without `module.yaml` a module is in no catalog: it has no owner, no version, \
                  and nothing says what it guarantees.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.package.tree.get("module.yaml").is_none() {
        problems
            .add("module.yaml", "the module has no card")
            .at(subject.folder("module.yaml"))
            .help("write module.yaml; `pave schema card` prints what it may hold");
    }
}
