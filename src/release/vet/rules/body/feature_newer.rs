//! `feature-newer`: the lower end of required_version is true.

use crate::diag::Severity;
use crate::release::vet::bounds;
use crate::release::vet::features::features;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use semver::Version;

pub(super) static RULE: Rule = Rule {
    id: "feature-newer",
    group: Group::Body,
    severity: Severity::Error,
    title: "Nothing is used that the oldest admitted Terraform does not have",
    explanation: "A caller with the oldest Terraform that required_version admits gets a syntax \
                  error from inside the module instead of one clear sentence about versions.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let settings = &subject.root().settings;
    let constraints = settings.required_version.iter().filter_map(|v| v.constraint.as_ref());
    let Some(floor) = bounds::floor(constraints) else { return };
    let place = settings.required_version.first().map(|v| v.expression.place);
    for feature in features(subject) {
        let (major, minor) = feature.since;
        if floor >= Version::new(major, minor, 0) {
            continue;
        }
        let since = format!("{major}.{minor}");
        problems
            .add(feature.subject, format!("{} came with Terraform {since}", feature.what))
            .at(feature.region)
            .and_at(place.map(|place| subject.at(place)), "admits an older one")
            .help(format!("raise the lower end of required_version to {since}.0"));
    }
}
