//! Two versions of a module compared, for machines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use semver::Version;
use serde::Serialize;

use super::json::{FindingRecord, findings};
use crate::app::diff::{Compared, History, Step};
use crate::app::prove::{Evidence, Proof, What};
use crate::error::Report;
use crate::release::{Bump, Change, Class, Package, Spot, Verdict};

/// Two versions compared.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComparisonRecord<'c> {
    /// The version that callers have.
    old: SideRecord<'c>,
    /// The version that they are to get.
    new: SideRecord<'c>,
    /// What changed, the gravest first.
    changes: Vec<ChangeRecord<'c>>,
    /// The part of the version that has to grow.
    bump: Bump,
    /// The smallest version that the new one may have; none when the old one has none.
    smallest_version: Option<String>,
    /// `honest`, `too-low`, or `denied` when no version makes it right.
    verdict: &'static str,
    /// Reasons in the notes of the release that nothing needs.
    idle_reasons: Vec<ReasonRecord<'c>>,
    /// Configuration that could not be read, behind which changes may be hidden.
    unread: Vec<FindingRecord>,
}

/// One of the two versions.
#[derive(Debug, Serialize, JsonSchema)]
struct SideRecord<'c> {
    /// What it was called when it was asked for.
    shown: &'c str,
    /// Its version.
    version: Option<String>,
}

/// One change.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangeRecord<'c> {
    /// The lint that saw it.
    lint: &'static str,
    /// What it asks of the version.
    class: Class,
    /// The submodule that it is in; none for the root.
    submodule: Option<&'c str>,
    /// What changed, such as `var.size`.
    subject: &'c str,
    /// How.
    message: &'c str,
    /// What callers have to do.
    callers: &'c str,
    /// Why it is no break, as the notes of the release say.
    waived: Option<&'c str>,
    /// Path, line and column in the old version.
    old: Option<String>,
    /// Path, line and column in the new version.
    new: Option<String>,
    /// Left out when nothing was to be proven; null where no caller can show the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Option<ProofRecord<'c>>>,
}

/// What Terraform did; the fields that go with its word.
#[derive(Debug, Serialize, JsonSchema)]
struct ProofRecord<'c> {
    /// How it ended, in a word.
    evidence: &'static str,
    /// What goes with that word.
    #[serde(flatten)]
    told: BTreeMap<&'static str, serde_json::Value>,
    /// Why only the input variables were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    only_variables: Option<&'c str>,
    /// The `main.tf` of a root module beside the module in `./module`.
    caller: Option<&'c str>,
    /// The one for the new version, when it has to do what other changes ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    adapted_caller: Option<&'c str>,
}

/// A reason that nothing needs.
#[derive(Debug, Serialize, JsonSchema)]
struct ReasonRecord<'c> {
    /// The lint that it speaks of.
    lint: &'c str,
    /// What it speaks of.
    subject: Option<&'c str>,
    /// The reason.
    reason: &'c str,
}

/// The releases of a module, each compared with the one before.
#[derive(Debug, Serialize)]
pub struct HistoryRecord<'h> {
    module: &'h str,
    releases: usize,
    steps: Vec<StepRecord<'h>>,
    without: &'h [String],
}

#[derive(Debug, Serialize)]
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

/// A comparison for machines; `unread` is what of both could not be read.
#[must_use]
pub fn comparison<'c>(compared: &'c Compared, unread: &Report) -> ComparisonRecord<'c> {
    let side = |package: &'_ Package| package.version.as_ref().map(Version::to_string);
    let judgement = &compared.judgement;
    let reasons = judgement.idle_reasons.iter().map(|reason| ReasonRecord {
        lint: &reason.lint,
        subject: reason.subject.as_deref(),
        reason: &reason.text,
    });
    ComparisonRecord {
        old: SideRecord { shown: compared.old.tree.shown.as_str(), version: side(&compared.old) },
        new: SideRecord { shown: compared.new.tree.shown.as_str(), version: side(&compared.new) },
        changes: judgement
            .changes
            .iter()
            .enumerate()
            .map(|(index, change)| change_record(compared, change, index))
            .collect(),
        bump: judgement.bump,
        smallest_version: judgement.smallest.as_ref().map(Version::to_string),
        verdict: word(judgement.verdict()),
        idle_reasons: reasons.collect(),
        unread: findings(&unread.findings, &unread.sources),
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Honest => "honest",
        Verdict::TooLow => "too-low",
        Verdict::Denied => "denied",
    }
}

fn change_record<'c>(compared: &'c Compared, change: &'c Change, index: usize) -> ChangeRecord<'c> {
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
        proof: compared.proofs.get(index).map(|proof| proof.as_ref().map(proof_record)),
    }
}

fn proof_record(proof: &Proof) -> ProofRecord<'_> {
    let told = match &proof.evidence {
        Evidence::Refused { message, detail, place } => {
            vec![
                ("message", message.as_str().into()),
                ("detail", detail.as_str().into()),
                ("place", place.as_deref().into()),
            ]
        }
        Evidence::Changes { what, old, new } => {
            let what = match what {
                What::Variable(name) => format!("var.{name}"),
                What::Output(text) | What::Resource(text) => text.clone(),
            };
            vec![("what", what.into()), ("old", old.as_str().into()), ("new", new.as_str().into())]
        }
        Evidence::Destroys { addresses } => {
            vec![("addresses", addresses.keys().map(String::as_str).collect())]
        }
        Evidence::Agrees => Vec::new(),
        Evidence::Unprovable { reason } => vec![("reason", reason.as_str().into())],
    };
    ProofRecord {
        evidence: proof.evidence.word(),
        told: told.into_iter().collect(),
        only_variables: proof.only_variables.as_deref(),
        caller: proof.caller.as_deref(),
        adapted_caller: proof.adapted.as_deref(),
    }
}

/// A history for machines.
#[must_use]
pub fn history(history: &History) -> HistoryRecord<'_> {
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
