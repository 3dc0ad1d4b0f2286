//! Findings as programs read them: lines and columns from 1, and byte offsets for edits.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Finding, Severity, SourceMap};

/// A finding as a program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRecord {
    /// Stable name of the rule.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// One clause that says what is wrong.
    pub message: String,
    /// Where; the first is the primary place.
    pub labels: Vec<LabelRecord>,
    /// What to do about it, most likely first.
    pub help: Vec<String>,
    /// Replacements that mend it.
    pub fix: Vec<EditRecord>,
    /// Why it is let pass, when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

/// A place that a finding points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LabelRecord {
    /// The file.
    pub path: String,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character, from 1.
    pub column: u32,
    /// Line of the last character, from 1.
    pub end_line: u32,
    /// Column just past the last character, from 1.
    pub end_column: u32,
    /// What is to be said of the place.
    pub text: String,
}

/// A replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EditRecord {
    /// The file.
    pub path: String,
    /// First byte to replace.
    pub byte_start: u32,
    /// Just past the last byte to replace.
    pub byte_end: u32,
    /// What to put there.
    pub text: String,
}

/// Turns findings into records with lines and columns.
#[must_use]
pub fn findings(findings: &[Finding], sources: &SourceMap) -> Vec<FindingRecord> {
    findings
        .iter()
        .map(|f| FindingRecord {
            rule: f.rule.to_string(),
            severity: match f.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            message: f.message.clone(),
            labels: f
                .labels
                .iter()
                .map(|l| {
                    let start = sources.line_column(l.source, l.span.start);
                    let end = sources.line_column(l.source, l.span.end);
                    LabelRecord {
                        path: sources.get(l.source).path.to_string(),
                        line: start.line,
                        column: start.column,
                        end_line: end.line,
                        end_column: end.column,
                        text: l.text.clone(),
                    }
                })
                .collect(),
            help: f.help.clone(),
            fix: f
                .fix
                .iter()
                .map(|e| EditRecord {
                    path: sources.get(e.source).path.to_string(),
                    byte_start: e.span.start,
                    byte_end: e.span.end,
                    text: e.text.clone(),
                })
                .collect(),
            waived: f.waived.clone(),
        })
        .collect()
}
