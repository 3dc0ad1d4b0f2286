//! `inputs-too-many`: inputs can be counted.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "inputs-too-many",
    group: Group::Interface,
    severity: Severity::Error,
    title: "A module has at most 40 inputs",
    explanation: "Nobody reads that many inputs, and no combination of them was ever tried. Split \
                  the module, or decide more inside it.",
    waivable: true,
    check: Some(check),
};

/// Most inputs.
const MOST: usize = 40;

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let variables = &subject.root().variables;
    let inputs = variables.len();
    let Some(over) = variables.values().nth(MOST) else { return };
    if inputs > MOST {
        problems
            .add("variables", format!("the module has {inputs} inputs, of {MOST} at most"))
            .at(subject.at(over.name_place))
            .help("decide inside what the organisation has decided, and group what goes together");
    }
}
