//! What `pave new --json` tells.

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use serde::Serialize;

use crate::app::folder::Changes;
use crate::app::new::{Composed, NewRequest, Source, line};
use crate::compose::render::looks_up;
use crate::compose::values::shell_word;
use crate::compose::{Missing, MissingChoice};
use crate::report;
use crate::resolve::{Resolution, Setting};

/// What `--json` tells.
#[derive(Serialize)]
pub(super) struct Record<'r> {
    service: &'r str,
    out: &'r Utf8Path,
    written: bool,
    understood: Option<&'r Resolution>,
    environments: Vec<EnvironmentRecord<'r>>,
    values: Vec<ValueRecord<'r>>,
    unused: &'r [Setting],
    assumptions: Vec<AssumptionRecord<'r>>,
    files: Vec<FileRecord>,
    warnings: Vec<report::FindingRecord>,
    /// The command line that gives the same again.
    again: String,
}

#[derive(Serialize)]
struct EnvironmentRecord<'r> {
    name: &'r str,
    region: &'r str,
    components: Vec<ComponentRecord<'r>>,
    links: Vec<LinkRecord<'r>>,
}

#[derive(Serialize)]
struct ComponentRecord<'r> {
    name: &'r str,
    module: &'r str,
    version: String,
    added_for: Option<&'r str>,
    looks_up: bool,
}

#[derive(Serialize)]
struct LinkRecord<'r> {
    to: &'r str,
    from: &'r str,
    rule: &'static str,
}

#[derive(Serialize)]
struct ValueRecord<'r> {
    key: &'r str,
    environment: Option<&'r str>,
    value: &'r Value,
    source: &'static str,
    /// Where it comes from, in a few words.
    why: String,
}

#[derive(Serialize)]
struct AssumptionRecord<'r> {
    key: &'r str,
    text: &'r str,
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
    missing: Vec<MissingRecord<'r>>,
    findings: Vec<report::FindingRecord>,
    /// The command with every fix.
    retry: String,
}

#[derive(Serialize)]
struct MissingRecord<'r> {
    key: &'r str,
    #[serde(rename = "type")]
    ty: &'r str,
    /// The values that can be chosen.
    choices: Vec<&'r Value>,
    /// The same with what each means, and those that cannot be chosen with the reason.
    options: Vec<OptionRecord<'r>>,
    recommended: Option<&'r Value>,
    must_choose: bool,
    why: &'r str,
    fix: &'r str,
}

#[derive(Serialize)]
struct OptionRecord<'r> {
    value: &'r Value,
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'r str>,
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
        missing: composed.missing.iter().map(missing).collect(),
        findings: report::findings_for_machines(
            &composed.report.findings,
            &composed.report.sources,
        ),
        retry: line(request, &more),
    }
}

fn option(choice: &MissingChoice) -> OptionRecord<'_> {
    OptionRecord { value: &choice.value, text: &choice.text, refused: choice.refused.as_deref() }
}

fn missing(missing: &Missing) -> MissingRecord<'_> {
    let open = missing.choices.iter().filter(|choice| choice.refused.is_none());
    MissingRecord {
        key: &missing.key,
        ty: &missing.ty,
        choices: open.map(|choice| &choice.value).collect(),
        options: missing.choices.iter().map(option).collect(),
        recommended: missing.recommended.as_ref().map(|(value, _)| value),
        must_choose: missing.must_choose,
        why: &missing.why,
        fix: &missing.fix,
    }
}

/// What is told of a service that was made.
pub(super) fn done<'r>(
    composed: &'r Composed<'_>,
    changes: &Changes,
    written: bool,
    again: String,
) -> Record<'r> {
    let environments = composed
        .linked
        .iter()
        .map(|linked| EnvironmentRecord {
            name: &linked.environment,
            region: &linked.region,
            components: linked
                .components
                .iter()
                .map(|p| ComponentRecord {
                    name: &p.name,
                    module: &p.module.name,
                    version: p.module.version.to_string(),
                    added_for: p.added_for.as_deref(),
                    looks_up: looks_up(p.module),
                })
                .collect(),
            links: linked
                .links
                .iter()
                .map(|l| LinkRecord { to: &l.to, from: &l.from, rule: l.rule.as_str() })
                .collect(),
        })
        .collect();
    Record {
        service: &composed.stack.service,
        out: &composed.out,
        written,
        understood: composed.resolution.as_ref(),
        environments,
        values: composed
            .values
            .iter()
            .map(|decided| ValueRecord {
                key: &decided.key,
                environment: decided.environment.as_deref(),
                value: &decided.value,
                source: kind(&decided.source),
                why: decided.source.to_string(),
            })
            .collect(),
        unused: &composed.unused,
        assumptions: composed
            .assumptions
            .iter()
            .map(|a| AssumptionRecord { key: &a.key, text: &a.text })
            .collect(),
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

/// The source in a word that stays the same from version to version.
fn kind(source: &Source) -> &'static str {
    match source {
        Source::Flag => "flag",
        Source::Person => "person",
        Source::AnswersFile => "answers-file",
        Source::Sentence { .. } => "sentence",
        Source::Blueprint { .. } => "blueprint",
        Source::Question { .. } => "question",
        Source::Environment { .. } => "environment",
        Source::Catalog => "catalog",
        Source::Naming => "naming",
        Source::Repository { .. } => "repository",
        Source::Folder => "folder",
        Source::ModuleDefault => "module-default",
        Source::Sample { .. } => "sample",
    }
}
