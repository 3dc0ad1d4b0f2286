//! `terraform-block`: what the module needs stands in one place.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Place;

pub(super) static RULE: Rule = Rule {
    id: "terraform-block",
    group: Group::Structure,
    severity: Severity::Error,
    title: "One `terraform` block, in terraform.tf or versions.tf",
    explanation: "What the module needs of Terraform and of its providers stands in one block, in \
                  a file where everybody looks for it. Several blocks add up in ways that nobody \
                  reads.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let name = |place: &Place| {
        root.sources.get(place.source).path.file_name().unwrap_or_default().to_owned()
    };
    match root.settings.places.as_slice() {
        [] => {
            problems
                .add("terraform", "the module has no `terraform` block")
                .at(subject.start())
                .help("write one in terraform.tf, with required_version and required_providers");
        }
        [only] => {
            if !["terraform.tf", "versions.tf"].contains(&name(only).as_str()) {
                problems
                    .add("terraform", format!("the `terraform` block stands in {}", name(only)))
                    .at(subject.at(*only))
                    .help("move it to terraform.tf");
            }
        }
        [first, rest @ ..] => {
            for again in rest {
                problems
                    .add("terraform", "there is more than one `terraform` block")
                    .at(subject.at(*again))
                    .and_at(subject.at(*first), "the first")
                    .help("put everything into one, in terraform.tf");
            }
        }
    }
}
