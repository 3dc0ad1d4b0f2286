//! What `pave diff --json` tells.

use semver::Version;
use serde::Serialize;

use crate::app::diff::{Compared, History, Step};
use crate::error::Report;
use crate::release::{Bump, Change, Class, Package, Spot, Verdict};
use crate::report::{self, FindingRecord};

/// Two versions compared.
#[derive(Serialize)]
pub(super) struct Record<'c> {
    old: SideRecord<'c>,
    new: SideRecord<'c>,
    changes: Vec<ChangeRecord<'c>>,
    bump: Bump,
    smallest_version: Option<String>,
    verdict: &'static str,
    idle_reasons: Vec<ReasonRecord<'c>>,
    /// Configuration that could not be read, behind which changes may be hidden.
    unread: Vec<FindingRecord>,
}

#[derive(Serialize)]
struct SideRecord<'c> {
    shown: &'c str,
    version: Option<String>,
}

#[derive(Serialize)]
struct ChangeRecord<'c> {
    lint: &'static str,
    class: Class,
    submodule: Option<&'c str>,
    subject: &'c str,
    message: &'c str,
    callers: &'c str,
    waived: Option<&'c str>,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Serialize)]
struct ReasonRecord<'c> {
    lint: &'c str,
    subject: Option<&'c str>,
    reason: &'c str,
}

/// The releases of a module, each compared with the one before.
#[derive(Serialize)]
pub(super) struct HistoryRecord<'h> {
    module: &'h str,
    releases: usize,
    steps: Vec<StepRecord<'h>>,
    without: &'h [String],
}

#[derive(Serialize)]
struct StepRecord<'h> {
    old_tag: &'h str,
    new_tag: &'h str,
    old: String,
    new: String,
    called: Bump,
    was: Option<Class>,
    smallest_version: String,
    verdict: &'static str,
    too_low: bool,
    decided: bool,
    denied: usize,
    major: usize,
    review: usize,
    minor: usize,
    patch: usize,
    lints: &'h [&'static str],
}

pub(super) fn record<'c>(compared: &'c Compared, unread: &Report) -> Record<'c> {
    let side = |package: &'_ Package| package.version.as_ref().map(Version::to_string);
    let judgement = &compared.judgement;
    let reasons = judgement.idle_reasons.iter().map(|reason| ReasonRecord {
        lint: &reason.lint,
        subject: reason.subject.as_deref(),
        reason: &reason.text,
    });
    Record {
        old: SideRecord { shown: compared.old.tree.shown.as_str(), version: side(&compared.old) },
        new: SideRecord { shown: compared.new.tree.shown.as_str(), version: side(&compared.new) },
        changes: judgement.changes.iter().map(|change| change_record(compared, change)).collect(),
        bump: judgement.bump,
        smallest_version: judgement.smallest.as_ref().map(Version::to_string),
        verdict: word(judgement.verdict()),
        idle_reasons: reasons.collect(),
        unread: report::findings_for_machines(&unread.findings, &unread.sources),
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Honest => "honest",
        Verdict::TooLow => "too-low",
        Verdict::Denied => "denied",
    }
}

fn change_record<'c>(compared: &Compared, change: &'c Change) -> ChangeRecord<'c> {
    let place = |package: &Package, spot: &Option<Spot>| {
        spot.as_ref().and_then(|spot| Compared::place(package, spot))
    };
    let entry = change.entry.as_str();
    ChangeRecord {
        lint: change.lint.id,
        class: change.class(),
        submodule: (!entry.is_empty()).then_some(entry),
        subject: &change.subject,
        message: &change.message,
        callers: &change.callers,
        waived: change.waived.as_deref(),
        old: place(&compared.old, &change.old),
        new: place(&compared.new, &change.new),
    }
}

pub(super) fn history(history: &History) -> HistoryRecord<'_> {
    HistoryRecord {
        module: &history.shown,
        releases: history.releases,
        steps: history.steps.iter().map(step).collect(),
        without: &history.without,
    }
}

fn step(step: &Step) -> StepRecord<'_> {
    StepRecord {
        old_tag: &step.old_tag,
        new_tag: &step.new_tag,
        old: step.old.to_string(),
        new: step.new.to_string(),
        called: step.called,
        was: step.gravest,
        smallest_version: step.smallest.to_string(),
        verdict: word(step.verdict),
        too_low: step.is_too_low(),
        decided: step.decided,
        denied: step.count(Class::Denied),
        major: step.count(Class::Major),
        review: step.count(Class::Review),
        minor: step.count(Class::Minor),
        patch: step.count(Class::Patch),
        lints: &step.lints,
    }
}
