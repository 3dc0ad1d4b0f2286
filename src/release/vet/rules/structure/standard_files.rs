//! `standard-files`: the files where everybody looks.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "standard-files",
    group: Group::Structure,
    severity: Severity::Warning,
    title: "main.tf, variables.tf and outputs.tf are there",
    explanation: "Who opens a module looks for its inputs in variables.tf, for its outputs in \
                  outputs.tf and for the rest in main.tf first.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let wanted = [
        ("main.tf", true),
        ("variables.tf", !root.variables.is_empty()),
        ("outputs.tf", !root.outputs.is_empty()),
    ];
    let there = |name: &str| {
        let form = |end: &str| format!("{name}{end}");
        let tree = &subject.package.tree;
        tree.get(name).is_some()
            || tree.get(&form(".json")).is_some()
            || tree.get(&name.replace(".tf", ".tofu")).is_some()
    };
    for (name, _) in wanted.into_iter().filter(|(name, wanted)| *wanted && !there(name)) {
        problems
            .add(name, format!("there is no {name}"))
            .at(subject.folder(name))
            .help("move what belongs there into it");
    }
}
