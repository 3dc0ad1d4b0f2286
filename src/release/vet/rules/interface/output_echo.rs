//! `output-echo`: outputs tell something new.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::reference::{Subject as Named, references};

pub(super) static RULE: Rule = Rule {
    id: "output-echo",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "No output only repeats an input",
    explanation: "The caller has it already. An output that waits for a resource gives that \
                  resource's attribute instead.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    for output in root.outputs.values() {
        let Some(value) = &output.value else { continue };
        let Some(expr) = root.expr(value.place) else { continue };
        let expr = expr.unparenthesised();
        let found = references(expr);
        let [reference] = found.as_slice() else { continue };
        if reference.span == expr.span
            && let Named::Variable(name) = &reference.subject
        {
            problems
                .add(format!("output.{}", output.name), format!("the output repeats `var.{name}`"))
                .at(subject.at(value.place))
                .help("remove it, or give the attribute of the resource that carries it");
        }
    }
}
