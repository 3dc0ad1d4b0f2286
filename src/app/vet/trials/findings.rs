//! What is wrong with a module on trial, with places in its own files.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Finding, Severity, SourceId, SourceMap};
use crate::error::Report;
use crate::offline::Outcome;
use crate::release::{Mutant, Package};

/// An example does not plan.
pub(super) const EXAMPLE: &str = "vet-example";
/// A test fails.
pub(super) const TEST: &str = "vet-test";
/// No test notices that a guardrail is gone.
pub(super) const UNTESTED: &str = "vet-guardrail-untested";
/// An upgrade would destroy something.
pub(super) const UPGRADE: &str = "vet-upgrade";

/// Findings from many places under one set of names.
#[derive(Debug, Default)]
pub(super) struct Findings {
    report: Report,
    known: BTreeMap<Utf8PathBuf, SourceId>,
}

impl Findings {
    /// Takes in a finding whose places are in `sources`.
    pub(super) fn add(&mut self, mut finding: Finding, sources: &SourceMap) {
        for label in &mut finding.labels {
            label.source = self.source(sources, label.source);
        }
        self.report.findings.push(finding);
    }

    /// Takes in what Terraform found, as findings of `rule`; `what` is what it was doing.
    pub(super) fn outcome(&mut self, rule: &'static str, what: &str, outcome: Outcome) {
        let Report { sources, findings } = outcome.report;
        let errors: Vec<_> =
            findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
        if errors.is_empty() {
            let told = outcome.output.lines().rev().find(|line| !line.trim().is_empty());
            let message = format!("{what}: {}", told.unwrap_or("terraform failed").trim());
            self.add(Finding::error(rule, message), &sources);
        }
        for mut finding in errors {
            finding.rule = rule.into();
            finding.message = format!("{what}: {}", finding.message);
            self.add(finding, &sources);
        }
    }

    /// A mutant that no test noticed; `file` is where a test belongs.
    pub(super) fn untested(&mut self, mutant: &Mutant, package: &Package, file: &str) {
        let (guardrail, address) = (&mutant.guardrails[0], &mutant.address);
        let message =
            format!("guardrail `{guardrail}`: no test fails with `{address}` {}", mutant.what);
        let root = &package.root().sources;
        let label = |source, span, text: &str| Finding::error(UNTESTED, "").at(source, span, text);
        let source = self.source(root, mutant.edit.source);
        let mut finding = label(source, mutant.edit.span, "");
        if let Some(card) = card(package) {
            let source = self.source(&package.sources, card);
            finding = finding.at(source, mutant.address_span, "the guardrail stands on this");
        }
        finding.message = message;
        self.report.findings.push(finding.help(format!("assert it in {file}")));
    }

    /// Everything, in the order of the rules, the files and the places.
    pub(super) fn finish(mut self) -> Report {
        let sources = &self.report.sources;
        self.report.findings.sort_by_cached_key(|finding| {
            let label = finding.labels.first();
            let place = label.map(|l| (sources.get(l.source).path.clone(), l.span));
            (finding.rule.clone(), place, finding.message.clone())
        });
        self.report
    }

    fn source(&mut self, sources: &SourceMap, id: SourceId) -> SourceId {
        let source = sources.get(id);
        if let Some(known) = self.known.get(&source.path) {
            return *known;
        }
        let id = self.report.sources.add(&source.path, source.text.clone());
        self.known.insert(source.path.clone(), id);
        id
    }
}

/// The text of a module's card.
pub(super) fn card(package: &Package) -> Option<SourceId> {
    let path = package.tree.show(Utf8Path::new("module.yaml"));
    package.sources.iter().find(|(_, source)| source.path == path).map(|(id, _)| id)
}

/// Something would be destroyed by an upgrade.
pub(super) fn destroyed(example: &str, address: &str, breaking: bool) -> Finding {
    let message =
        format!("upgrading examples/{example} of the previous release destroys {address}");
    let finding = match breaking {
        true => Finding::warning(UPGRADE, message),
        false => Finding::error(UPGRADE, message),
    };
    finding.help("keep it with a `moved` block, or make this a new major version")
}

/// The previous release's example cannot be tried.
pub(super) fn not_applied(example: &str) -> Finding {
    let message = format!("examples/{example} of the previous release does not apply offline");
    Finding::warning(UPGRADE, message).help("whether it can be upgraded was not tried")
}

/// The previous release's example does not plan with the new module.
pub(super) fn not_planned(example: &str, why: &str) -> Finding {
    let message =
        format!("examples/{example} of the previous release does not plan with this one: {why}");
    Finding::error(UPGRADE, message).help("keep the interface, or make this a new major version")
}
