//! `terraform-version-bounds`: the versions of Terraform that the module is tried with.

use crate::diag::Severity;
use crate::release::vet::bounds;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use semver::Version;

pub(super) static RULE: Rule = Rule {
    id: "terraform-version-bounds",
    group: Group::Structure,
    severity: Severity::Error,
    title: "required_version has a lower end, and an upper end at the next major version",
    explanation: "The lower end says what the module was tried with. The upper end keeps it from a \
                  major version that nobody has tried it with: `>= 1.11.0, < 2.0.0`.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let settings = &subject.root().settings;
    let constraints = || settings.required_version.iter().filter_map(|v| v.constraint.as_ref());
    let place = settings.required_version.first().map(|v| v.expression.place);
    let place = place.or(settings.places.first().copied());
    let region = place.map_or_else(|| subject.start(), |place| subject.at(place));
    let (low, high) = (bounds::floor(constraints()), bounds::ceiling(constraints()));
    let message = match (&low, &high) {
        _ if settings.required_version.is_empty() => "the module has no `required_version`",
        (None, _) => "`required_version` has no lower end",
        (_, None) => "`required_version` has no upper end",
        (Some(low), Some(high)) if *high > Version::new(low.major + 1, 0, 0) => {
            "`required_version` admits more than one major version"
        }
        _ => return,
    };
    let low = low.unwrap_or(Version::new(1, 11, 0));
    problems
        .add("terraform.required_version", message)
        .at(region)
        .help(format!("write `required_version = \">= {low}, < {}.0.0\"`", low.major + 1));
}
