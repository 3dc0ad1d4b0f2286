//! `provider-unused`: nothing is required for nothing.

use crate::diag::Severity;
use crate::hcl::syntax::ExprKind;
use crate::release::vet::expressions;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    id: "provider-unused",
    group: Group::Structure,
    severity: Severity::Warning,
    title: "Every required provider is used",
    explanation: "A provider that nothing uses is downloaded by every caller, and its version has \
                  to fit theirs.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    let of_resources = root.resources.values().map(|resource| resource.provider_name().to_owned());
    let handed_on = root.calls.values().flat_map(|call| call.provider_map.values());
    let handed_on = handed_on.map(|a| a.split('.').next().unwrap_or_default().to_owned());
    let mut used: BTreeSet<String> = of_resources.chain(handed_on).collect();
    for place in expressions::places(root) {
        let Some(expr) = root.expr(place) else { continue };
        expressions::walk(&expr, &mut |expr| {
            if let ExprKind::Call { name, .. } = &expr.kind
                && let Some(name) = name.text.strip_prefix("provider::")
            {
                used.extend(name.split("::").next().map(str::to_owned));
            }
        });
    }
    // A nested module takes the providers of the one that calls it.
    let nested = root.calls.values().any(|call| call.provider_map.is_empty());
    for requirement in root.settings.required_providers.values() {
        if !used.contains(&requirement.name) && !nested {
            problems
                .add(&requirement.name, format!("the provider `{}` is not used", requirement.name))
                .at(subject.at(requirement.name_place))
                .help("remove it from required_providers");
        }
    }
}
