//! What `pave new --json` tells.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use crate::app::folder::Changes;
use crate::app::new::{Composed, NewRequest, line};
use crate::compose::values::shell_word;
use crate::operations::{AssumptionRecord, EnvironmentRecord, MissingRecord, ValueRecord};
use crate::report;
use crate::resolve::{Resolution, Setting};

/// What `--json` tells.
#[derive(Serialize)]
pub(super) struct Record<'r> {
    service: &'r str,
    out: &'r Utf8Path,
    written: bool,
    understood: Option<&'r Resolution>,
    environments: Vec<EnvironmentRecord>,
    values: Vec<ValueRecord>,
    unused: &'r [Setting],
    assumptions: Vec<AssumptionRecord>,
    files: Vec<FileRecord>,
    warnings: Vec<report::FindingRecord>,
    /// The command line that gives the same again.
    again: String,
}

#[derive(Serialize)]
struct FileRecord {
    path: Utf8PathBuf,
    change: &'static str,
}

/// What `--json` tells when something is missing or wrong.
#[derive(Serialize)]
pub(super) struct Stopped<'r> {
    error: &'static str,
    understood: Option<&'r Resolution>,
    missing: Vec<MissingRecord>,
    findings: Vec<report::FindingRecord>,
    /// The command with every fix.
    retry: String,
}

/// What is told when something is missing or wrong; `answers` is the file of answers.
pub(super) fn stopped<'r>(
    request: &NewRequest,
    answers: Option<&str>,
    composed: &'r Composed<'_>,
    wrong: bool,
) -> Stopped<'r> {
    let mut more: Vec<String> = Vec::new();
    if let Some(file) = answers {
        more.push(format!("--answers {}", shell_word(file)));
    }
    more.extend(composed.missing.iter().map(|missing| missing.fix.clone()));
    more.push("--json".to_owned());
    Stopped {
        error: if wrong { "findings" } else { "missing_input" },
        understood: composed.resolution.as_ref(),
        missing: composed.missing.iter().map(MissingRecord::of).collect(),
        findings: report::findings_for_machines(
            &composed.report.findings,
            &composed.report.sources,
        ),
        retry: line(request, &more),
    }
}

/// What is told of a service that was made.
pub(super) fn done<'r>(
    composed: &'r Composed<'_>,
    changes: &Changes,
    written: bool,
    again: String,
) -> Record<'r> {
    Record {
        service: &composed.stack.service,
        out: &composed.out,
        written,
        understood: composed.resolution.as_ref(),
        environments: composed.linked.iter().map(EnvironmentRecord::of).collect(),
        values: composed.values.iter().map(ValueRecord::of).collect(),
        unused: &composed.unused,
        assumptions: composed.assumptions.iter().map(AssumptionRecord::of).collect(),
        files: changes
            .files
            .iter()
            .map(|c| FileRecord { path: c.path.clone(), change: c.kind.as_str() })
            .collect(),
        warnings: report::findings_for_machines(
            &composed.report.findings,
            &composed.report.sources,
        ),
        again,
    }
}
