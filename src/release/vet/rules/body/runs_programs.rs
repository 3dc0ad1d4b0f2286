//! `runs-programs`: what happens stands in the plan.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::{Module, ResourceMode};

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
    // What a nested module does is done by the module.
    for module in subject.package.modules.values() {
        of_resources(subject, module, problems);
        for removed in &module.removed {
            for provisioner in removed.provisioners.iter().filter(|b| b.kind == "provisioner") {
                let about = removed.from.clone().unwrap_or_default();
                problems
                    .add(about, "a program is run on the way out")
                    .at(subject.region(module, provisioner.place))
                    .help("leave it to a pipeline");
            }
        }
    }
}

fn of_resources(subject: &Subject<'_>, module: &Module, problems: &mut Problems) {
    for resource in module.resources.values() {
        let address = resource.address();
        let provisioners = resource.provisioners.iter().filter(|b| b.kind == "provisioner");
        for provisioner in provisioners {
            problems
                .add(&address, format!("`{address}` runs a program"))
                .at(subject.region(module, provisioner.place))
                .help("find a resource that does it, or leave it to a pipeline");
        }
        let reads = resource.mode == ResourceMode::Data && resource.kind == "external";
        let shell = resource.provider_name() == "shell" || resource.kind.starts_with("shell_");
        let message = match resource.mode {
            ResourceMode::Action => format!("`{address}` does what no plan shows"),
            _ if reads || shell => format!("`{address}` runs a program"),
            _ => continue,
        };
        problems
            .add(&address, message)
            .at(subject.region(module, resource.kind_place))
            .help("take what it gives as an input");
    }
}
