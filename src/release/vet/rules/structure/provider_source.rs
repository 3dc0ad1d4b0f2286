//! `provider-source`: where each provider comes from.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::{Module, Place};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    id: "provider-source",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every provider that is used is required, with its source",
    explanation: "Terraform takes a provider that nobody requires from `hashicorp/`, in any \
                  version. Say in required_providers where each comes from.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let required = &root.settings.required_providers;
    for (name, place) in used(root) {
        match required.get(&name) {
            // `terraform_data` comes with Terraform itself.
            None if name != "terraform" => {
                problems
                    .add(&name, format!("the provider `{name}` is used and not required"))
                    .at(subject.at(place))
                    .help("add it to required_providers, with source and version");
            }
            Some(requirement) if requirement.source.is_none() => {
                problems
                    .add(&name, format!("the provider `{name}` has no source"))
                    .at(subject.at(requirement.place))
                    .help(format!("write `source = \"hashicorp/{name}\"`"));
            }
            _ => {}
        }
    }
}

/// The providers of the resources, each with the first place where it is used.
fn used(module: &Module) -> BTreeMap<String, Place> {
    let mut used = BTreeMap::new();
    for resource in module.resources.values() {
        used.entry(resource.provider_name().to_owned()).or_insert(resource.kind_place);
    }
    used
}
