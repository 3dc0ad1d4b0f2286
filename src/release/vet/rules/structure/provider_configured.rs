//! `provider-configured`: providers are the caller's business.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "provider-configured",
    group: Group::Structure,
    severity: Severity::Error,
    title: "No provider is configured in a module",
    explanation: "A module with a `provider` block cannot be called with `count`, `for_each` or \
                  `depends_on`, and cannot be removed from a root module without breaking it. The \
                  caller configures providers.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for module in subject.package.modules.values() {
        for provider in module.providers.values() {
            let address = provider.address();
            problems
                .add(&address, format!("the provider `{address}` is configured in the module"))
                .at(subject.region(module, provider.place))
                .help("remove the block; a further configuration is asked for by configuration_aliases");
        }
    }
}
