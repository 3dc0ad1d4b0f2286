//! `provider-version-bounds`: the versions of each provider that the module is tried with.

use crate::diag::Severity;
use crate::release::vet::bounds;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "provider-version-bounds",
    group: Group::Structure,
    severity: Severity::Error,
    title: "Every required provider has a bounded version",
    explanation: "A provider's next major version changes what the module creates. `~> 6.0` admits \
                  what is compatible and nothing else.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for requirement in subject.root().settings.required_providers.values() {
        let name = &requirement.name;
        let constraint = requirement.constraint.as_ref();
        let message = match constraint {
            None if requirement.version.is_none() => {
                format!("the provider `{name}` has no version")
            }
            None => continue,
            Some(constraint) if bounds::floor([constraint]).is_none() => {
                format!("the version of the provider `{name}` has no lower end")
            }
            Some(constraint) if bounds::ceiling([constraint]).is_none() => {
                format!("the version of the provider `{name}` has no upper end")
            }
            Some(_) => continue,
        };
        let low = constraint.and_then(|constraint| bounds::floor([constraint]));
        let place = requirement.version.as_ref().map_or(requirement.place, |(_, place)| *place);
        let problem = problems.add(name, message);
        problem.at(subject.at(place));
        match low {
            Some(low) => {
                problem.help(format!("write `version = \"~> {}.{}\"`", low.major, low.minor))
            }
            None => problem.help("write a version such as `~> 6.0`"),
        };
    }
}
