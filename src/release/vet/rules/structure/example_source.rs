//! `example-source`: examples show the module as it is.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "example-source",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every example calls the module from its own folder",
    explanation: "An example that calls a published version shows what was, and does not change \
                  with the module. `source = \"../..\"` calls what is in the folder.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for (dir, example) in &subject.examples {
        let calls = example.calls.values().any(|call| {
            call.source_text().is_some_and(|source| source.trim_end_matches('/') == "../..")
        });
        if calls {
            continue;
        }
        let call = example.calls.values().next();
        let region = match call {
            Some(call) => {
                let argument = call.source_argument.as_ref();
                subject.region(example, argument.map_or(call.place, |a| a.value.place))
            }
            None => subject.folder(dir.as_str()),
        };
        problems
            .add(dir.as_str(), format!("{dir} does not call the module"))
            .at(region)
            .help("call it by `source = \"../..\"`");
    }
}
