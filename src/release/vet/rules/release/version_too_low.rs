//! `version-too-low`: the version is an honest one.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::release::{SUPPORTED_TERRAFORM, Verdict, judge};
use semver::Version;

pub(super) static RULE: Rule = Rule {
    id: "version-too-low",
    group: Group::Release,
    severity: Severity::Error,
    title: "The version says what changed",
    explanation: "Callers take `~> 1.2` to mean that nothing breaks. `pave diff` says what every \
                  change asks of the version. The version before \
                  is `--against OLD`, else the last release by the tags in git.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(previous) = subject.previous else { return };
    let judgement = judge(previous, subject.package, &SUPPORTED_TERRAFORM);
    let name = |version: &Option<Version>| {
        version.as_ref().map_or_else(|| "its version".to_owned(), ToString::to_string)
    };
    let message = match judgement.verdict() {
        Verdict::Denied => "something changed that no version makes right".to_owned(),
        Verdict::TooLow => format!("{} is too low", name(&judgement.declared)),
        // The same version again is an honest one only when nothing changed.
        Verdict::Honest if judgement.declared.is_none() && !judgement.changes.is_empty() => {
            format!("{} has been released, and the module has changed", name(&judgement.old))
        }
        Verdict::Honest => return,
    };
    let region = subject.card().and_then(|card| subject.in_card(card.version.span));
    let problem = problems.add("module.yaml:version", message);
    problem.at(region.unwrap_or_else(|| subject.start()));
    for change in judgement.changes.iter().take(5) {
        problem.help(format!(
            "{} ({}): {}",
            change.message,
            change.class().as_str(),
            change.lint.id
        ));
    }
    if judgement.verdict() == Verdict::Denied {
        problem.help("put back what was taken away, or say why it may go under `### Compatible`");
    } else if let Some(smallest) = &judgement.smallest {
        problem.help(format!("the smallest legal version is {smallest}; `pave diff` shows all"));
    }
}
