//! Findings as SARIF 2.1.0: as much of it as code scanning reads.
//!
//! Not a library for SARIF: only what is told of a [`Finding`] is here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::Utf8Path;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::format::About;
use crate::diag::{Edit, Finding, Label, Severity, SourceMap, Span};
use crate::error::Report;

/// The schema that the log follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Result<'r>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'r> {
    rule_id: &'r str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: usize,
    end_line: u32,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Text,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

#[derive(Serialize)]
struct Suppression<'r> {
    kind: &'static str,
    status: &'static str,
    justification: &'r str,
}

/// The log of one run that found all of `reports`.
#[must_use]
pub(super) fn log(reports: &[&Report], about: &dyn Fn(&str) -> Option<About>) -> String {
    let findings = || reports.iter().flat_map(|report| &report.findings);
    let ids: BTreeSet<&str> = findings().map(|finding| &*finding.rule).collect();
    let index: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let rules = ids.iter().map(|id| {
        let gravest = findings().filter(|f| f.rule == **id).map(|f| f.severity).max();
        rule(id, gravest.unwrap_or(Severity::Warning), about(id))
    });
    let rules = rules.collect();
    let mut seen = BTreeMap::new();
    let mut results = Vec::new();
    for report in reports {
        for finding in &report.findings {
            let at = index.get(&*finding.rule).copied().unwrap_or_default();
            results.push(result(finding, &report.sources, at, &mut seen));
        }
    }
    let driver = Driver { name: "pave", version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    format!("{}\n", serde_json::to_string_pretty(&log).expect("results are plain data"))
}

fn rule(id: &str, severity: Severity, about: Option<About>) -> Rule {
    let (short_description, help) = about
        .map(|about| {
            let help = Help { text: about.explanation.clone(), markdown: about.explanation };
            (Text { text: about.title }, help)
        })
        .unzip();
    let default_configuration = Configuration { level: level(severity) };
    Rule { id: id.to_owned(), short_description, help, default_configuration }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result<'r>(
    finding: &'r Finding,
    sources: &SourceMap,
    rule_index: usize,
    seen: &mut BTreeMap<String, usize>,
) -> Result<'r> {
    let mut message = finding.message.clone();
    for help in &finding.help {
        let _ = write!(message, "\n{help}");
    }
    let mut labels = finding.labels.iter().enumerate();
    let primary = labels.next().map(|(_, label)| location(None, label, sources));
    let others = labels.map(|(at, label)| location(Some(at), label, sources)).collect();
    let waived = finding.waived.iter();
    Result {
        rule_id: &finding.rule,
        rule_index,
        level: level(finding.severity),
        message: Text { text: message },
        locations: primary.into_iter().collect(),
        related_locations: others,
        partial_fingerprints: BTreeMap::from([("pave/v1", fingerprint(finding, sources, seen))]),
        fixes: fixes(finding, sources),
        suppressions: waived
            .map(|reason| Suppression {
                kind: "external",
                status: "accepted",
                justification: reason,
            })
            .collect(),
    }
}

fn location(id: Option<usize>, label: &Label, sources: &SourceMap) -> Location {
    let text = Text { text: label.text.clone() };
    Location {
        id,
        message: Some(text).filter(|text| !text.text.is_empty()),
        physical_location: PhysicalLocation {
            artifact_location: artifact(&sources.get(label.source).path),
            region: region(&sources.get(label.source).text, label.span),
        },
    }
}

fn artifact(path: &Utf8Path) -> ArtifactLocation {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let mut uri = String::from(if path.is_absolute() { "file://" } else { "" });
    // Code hosts look for the path from the root of the repository.
    for byte in path.strip_prefix(".").unwrap_or(path).as_str().bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            byte if plain(byte) => uri.push(char::from(byte)),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    ArtifactLocation { uri }
}

/// Lines from 1, and columns from 1 in UTF-16 code units, which editors and SARIF count by.
fn region(text: &str, span: Span) -> Region {
    let place = |offset: u32| {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before[start..].encode_utf16().count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), column)
    };
    let ((start_line, start_column), (end_line, end_column)) = (place(span.start), place(span.end));
    Region { start_line, start_column, end_line, end_column }
}

/// What tells a finding from others in the next version of the files: no line is in it.
fn fingerprint(
    finding: &Finding,
    sources: &SourceMap,
    seen: &mut BTreeMap<String, usize>,
) -> String {
    let mut hash = Sha256::new();
    hash.update(finding.rule.as_bytes());
    if let Some(label) = finding.labels.first() {
        let source = sources.get(label.source);
        hash.update([0]);
        hash.update(source.path.as_str());
        let text = source.text.get(label.span.range()).unwrap_or_default();
        for word in text.split_whitespace() {
            hash.update([0]);
            hash.update(word);
        }
    }
    hash.update([0]);
    hash.update(finding.message.as_bytes());
    let hash = hash.finalize();
    let mut print = String::new();
    for byte in hash.iter().take(16) {
        let _ = write!(print, "{byte:02x}");
    }
    let count = seen.entry(print.clone()).or_insert(0);
    *count += 1;
    format!("{print}:{count}")
}

fn fixes(finding: &Finding, sources: &SourceMap) -> Vec<Fix> {
    let mut by_source: BTreeMap<_, Vec<&Edit>> = BTreeMap::new();
    for edit in &finding.fix {
        by_source.entry(edit.source).or_default().push(edit);
    }
    if by_source.is_empty() {
        return Vec::new();
    }
    let change = |(source, edits): (_, Vec<&Edit>)| {
        let source = sources.get(source);
        let replace = |edit: &Edit| Replacement {
            deleted_region: region(&source.text, edit.span),
            inserted_content: Text { text: edit.text.clone() },
        };
        ArtifactChange {
            artifact_location: artifact(&source.path),
            replacements: edits.into_iter().map(replace).collect(),
        }
    };
    let text = finding.help.first().cloned().unwrap_or_else(|| finding.message.clone());
    let artifact_changes = by_source.into_iter().map(change).collect();
    vec![Fix { description: Text { text }, artifact_changes }]
}
