//! `inputs-many`: inputs can be counted.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "inputs-many",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "A module has at most 20 inputs",
    explanation: "A module that passes every argument of a resource through decides nothing. Five \
                  to twelve inputs that say what is wanted are what a caller can answer.",
    waivable: true,
    check: Some(check),
};

/// Most inputs.
const MOST: usize = 20;

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let variables = &subject.root().variables;
    let inputs = variables.len();
    let Some(over) = variables.values().nth(MOST) else { return };
    if inputs > MOST && inputs <= 40 {
        problems
            .add("variables", format!("the module has {inputs} inputs, of {MOST} at most"))
            .at(subject.at(over.name_place))
            .help("decide inside what the organisation has decided, and group what goes together");
    }
}
