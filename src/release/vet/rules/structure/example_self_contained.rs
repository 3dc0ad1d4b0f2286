//! `example-self-contained`: examples need nothing from outside.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Place;
use camino::Utf8Path;

pub(super) static RULE: Rule = Rule {
    id: "example-self-contained",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every example can be planned as it is",
    explanation: "Somebody who tries an example has nothing but the module's folder: no input may \
                  be open, and nothing may be read from outside.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for (dir, example) in &subject.examples {
        for finding in example.findings.iter().filter(|f| f.severity == Severity::Error) {
            let label = finding.labels.first();
            let region = label.map(|l| subject.region(example, Place::new(l.source, l.span)));
            problems.add(dir.as_str(), format!("{dir}: {}", finding.message)).at(region);
        }
        for variable in example.variables.values().filter(|variable| variable.is_required()) {
            problems
                .add(dir.as_str(), format!("the example asks for `{}`", variable.name))
                .at(subject.region(example, variable.name_place))
                .help("write a value into the call");
        }
        for call in example.calls.values() {
            let Some(source) = call.source_text().filter(|source| source.starts_with('.')) else {
                continue;
            };
            if leaves(dir, source) {
                problems
                    .add(dir.as_str(), format!("`{source}` lies outside the module"))
                    .at(subject.region(example, call.place))
                    .help("call a published module, or write the value out");
            }
        }
    }
}

/// Whether a relative path, seen from a folder of the module, leads out of the module.
fn leaves(dir: &Utf8Path, source: &str) -> bool {
    let mut depth = dir.components().count();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}
