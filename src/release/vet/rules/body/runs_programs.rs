//! `runs-programs`: what happens stands in the plan.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::ResourceMode;

pub(super) static RULE: Rule = Rule {
    id: "runs-programs",
    group: Group::Body,
    severity: Severity::Error,
    title: "Nothing runs programs beside Terraform",
    explanation: "Provisioners and the `external` data source run programs of the caller's machine \
                  with the caller's credentials, and what they do stands in no plan.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for resource in subject.root().resources.values() {
        let address = resource.address();
        let provisioners = resource.provisioners.iter().filter(|b| b.kind == "provisioner");
        for provisioner in provisioners {
            problems
                .add(&address, format!("`{address}` runs a program"))
                .at(subject.at(provisioner.place))
                .help("find a resource that does it, or leave it to a pipeline");
        }
        let reads = resource.mode == ResourceMode::Data && resource.kind == "external";
        let shell = resource.provider_name() == "shell" || resource.kind.starts_with("shell_");
        if reads || shell || resource.mode == ResourceMode::Action {
            let message = match resource.mode {
                ResourceMode::Action => format!("`{address}` does what no plan shows"),
                _ => format!("`{address}` runs a program"),
            };
            problems
                .add(&address, message)
                .at(subject.at(resource.kind_place))
                .help("take what it gives as an input");
        }
    }
    for (address, removed) in subject.root().removed.iter().map(|r| (r.from.clone(), r)) {
        for provisioner in removed.provisioners.iter().filter(|b| b.kind == "provisioner") {
            problems
                .add(address.clone().unwrap_or_default(), "a program is run on the way out")
                .at(subject.at(provisioner.place))
                .help("leave it to a pipeline");
        }
    }
}
