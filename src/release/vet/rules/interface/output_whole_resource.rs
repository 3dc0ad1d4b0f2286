//! `output-whole-resource`: outputs are chosen.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::reference::{Subject as Named, references};

pub(super) static RULE: Rule = Rule {
    id: "output-whole-resource",
    group: Group::Interface,
    severity: Severity::Error,
    title: "No output is a whole resource",
    explanation: "A whole resource makes every attribute of it, and of the provider's next \
                  version, part of the module's interface; secrets among them.",
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
        let whole = reference.span == expr.span
            && matches!(reference.subject, Named::Resource { .. } | Named::Call(_))
            && reference.attribute().is_none();
        if whole {
            let address = reference.subject.address();
            problems
                .add(format!("output.{}", output.name), format!("the output is all of `{address}`"))
                .at(subject.at(value.place))
                .help("give the attributes that callers need");
        }
    }
}
