//! What a card lets pass, with a reason and for a time.

use camino::Utf8Path;

use super::flagged::{Flagged, Origin};
use super::problem::{Problems, Texts};
use super::rules;
use super::subject::Subject;
use crate::catalog::Waiver;
use crate::diag::{Severity, SourceMap, did_you_mean};

/// Lets pass what the card's waivers cover, which become notes with the reason, and adds what is
/// wrong with the waivers themselves.
pub fn waive(subject: &Subject<'_>, flagged: &mut Vec<Flagged>, texts: &mut Texts) {
    let Some(card) = subject.card() else { return };
    let mut problems = Problems::default();
    for waiver in &card.waivers {
        let expired = waiver.until.as_ref().is_some_and(|day| day.as_str() < subject.today);
        if expired {
            // That it is over is a finding of its own.
            continue;
        }
        let mut firm = false;
        let mut covers = false;
        for one in flagged.iter_mut() {
            if !is_covered(subject, waiver, one, &texts.sources) {
                continue;
            }
            if !one.origin.is_waivable() {
                firm = true;
                continue;
            }
            covers = true;
            if one.finding.waived.is_none() {
                one.finding.waived = Some(waiver.reason.value.clone());
                one.finding.severity = Severity::Note;
            }
        }
        if covers {
            continue;
        }
        let rule = &waiver.rule;
        let message = match firm {
            true => format!("`{}` cannot be waived", rule.value),
            false => format!("the waiver of `{}` covers nothing", rule.value),
        };
        let problem = problems.add(format!("waivers.{}", rule.value), message);
        problem.at(subject.in_card(rule.span));
        match did_you_mean(rule, known(flagged)) {
            Some(near) if rules::named(rule).is_none() && !firm => problem.help(near),
            _ if firm => problem.help("mend what it finds, and remove the waiver"),
            _ => problem.help("remove it: what it was for is mended, or was never found"),
        };
    }
    let rule = rules::named("waiver-unused").expect("the rule is listed");
    let told = problems.into_findings(rule, texts);
    flagged.extend(told.into_iter().map(|told| Flagged {
        origin: Origin::Rule(rule),
        subject: told.subject,
        finding: told.finding,
    }));
}

fn is_covered(
    subject: &Subject<'_>,
    waiver: &Waiver,
    flagged: &Flagged,
    sources: &SourceMap,
) -> bool {
    if flagged.finding.rule != waiver.rule.as_str() {
        return false;
    }
    let Some(at) = &waiver.at else { return true };
    let about = flagged.subject.as_str();
    // `aws_s3_bucket.this` covers what is about one of its arguments too.
    let within = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    if about.strip_prefix(at.as_str()).is_some_and(within) {
        return true;
    }
    let first = flagged.finding.labels.first();
    first.is_some_and(|label| {
        subject.inner(&sources.get(label.source).path) == Utf8Path::new(at.as_str())
    })
}

/// The rules that a waiver may have meant.
fn known(flagged: &[Flagged]) -> impl Iterator<Item = &str> + Clone {
    flagged.iter().map(|one| &*one.finding.rule).chain(rules::all().map(|rule| rule.id))
}
