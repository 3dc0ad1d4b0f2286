//! What Terraform tells machines, as findings in the user's files and lines for people.

use camino::Utf8PathBuf;
use serde::Deserialize;

use super::scratch::Scratch;
use crate::diag::{Finding, Severity, Span};
use crate::error::Report;

/// A line of `-json` output.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(rename = "@message", default)]
    text: String,
    #[serde(rename = "type", default)]
    kind: String,
    diagnostic: Option<Diagnostic>,
    terraform: Option<String>,
}

/// The answer of `terraform validate -json`.
#[derive(Debug, Deserialize)]
struct Validation {
    diagnostics: Vec<Diagnostic>,
}

/// What Terraform found.
#[derive(Debug, Deserialize)]
struct Diagnostic {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    address: Option<String>,
    range: Option<Range>,
    snippet: Option<Snippet>,
}

#[derive(Debug, Deserialize)]
struct Snippet {
    #[serde(default)]
    context: Option<String>,
    #[serde(default)]
    code: String,
}

#[derive(Debug, Deserialize)]
struct Range {
    filename: String,
    start: Position,
    end: Position,
}

#[derive(Debug, Deserialize)]
struct Position {
    line: usize,
    byte: usize,
}

/// What Terraform refuses, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, such as `Unsupported argument`.
    pub summary: String,
    /// Why, in full; empty when nothing more was said.
    pub detail: String,
    /// File and line from where Terraform was run: `module/main.tf:3`.
    pub place: Option<String>,
    /// The lines of the file that are meant, with what they stand in; empty when none are.
    pub code: String,
}

/// What comes of the stand-ins and says nothing of the configuration.
const OURS: &[&str] = &["Incomplete lock file information for providers"];

/// Collects what Terraform found.
#[derive(Debug)]
pub(super) struct Collector<'s> {
    scratch: &'s Scratch,
    /// How the user names the root module's directory.
    dir: Utf8PathBuf,
    /// Terraform's version, once it has said it.
    pub(super) version: Option<String>,
    /// The errors, as they were said.
    pub(super) refusals: Vec<Refusal>,
    report: Report,
}

impl<'s> Collector<'s> {
    /// Finds nothing yet; `dir` is how the user names the root module's directory.
    #[must_use]
    pub(super) fn new(scratch: &'s Scratch, dir: Utf8PathBuf) -> Self {
        Self { scratch, dir, version: None, refusals: Vec::new(), report: Report::default() }
    }

    /// Takes in one line of `-json` output and returns what is to be shown of it.
    pub(super) fn line(&mut self, line: &str) -> Option<String> {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            return Some(line.to_owned());
        };
        self.version = self.version.take().or(message.terraform);
        match message.diagnostic {
            Some(diagnostic) => {
                self.add(diagnostic);
                None
            }
            // Which version speaks, and what only repeats other messages.
            None if matches!(message.kind.as_str(), "version" | "outputs" | "test_abstract") => {
                None
            }
            None => Some(message.text),
        }
    }

    /// Takes in the answer of `terraform validate -json`.
    pub(super) fn validation(&mut self, answer: &str) {
        if let Ok(validation) = serde_json::from_str::<Validation>(answer) {
            validation.diagnostics.into_iter().for_each(|d| self.add(d));
        }
    }

    /// What was found, in the order of the files and of the places in them.
    pub(super) fn finish(mut self) -> Report {
        let sources = &self.report.sources;
        self.report.findings.sort_by_cached_key(|finding| {
            let label = finding.labels.first()?;
            Some((sources.get(label.source).path.clone(), label.span.start))
        });
        self.report
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        if OURS.contains(&diagnostic.summary.as_str()) {
            return;
        }
        let severity = match diagnostic.severity.as_str() {
            "warning" => Severity::Warning,
            _ => Severity::Error,
        };
        if severity == Severity::Error {
            self.refusals.push(refusal(&diagnostic));
        }
        let mut message = diagnostic.summary;
        let detail = diagnostic.detail.trim();
        if let Some(address) = &diagnostic.address {
            message = format!("{address}: {message}");
        }
        if !detail.is_empty() {
            message = format!("{message}: {}", joined(detail));
        }
        let mut finding = match severity {
            Severity::Warning => Finding::warning("terraform", message),
            _ => Finding::error("terraform", message),
        };
        finding.severity = severity;
        if let Some(range) = diagnostic.range {
            finding = self.at(finding, &range);
        }
        self.report.findings.push(finding);
    }

    /// Points at the user's own file, or else at the one that was put there for the run.
    fn at(&mut self, finding: Finding, range: &Range) -> Finding {
        let original = self.scratch.original(&range.filename);
        let read = original.clone().unwrap_or_else(|| self.scratch.root().join(&range.filename));
        let Ok(text) = std::fs::read_to_string(&read) else { return finding };
        let shown = super::tree::normal(&self.dir.join(&range.filename));
        let known = self.report.sources.iter().find(|(_, s)| s.path == shown).map(|(id, _)| id);
        let source = known.unwrap_or_else(|| self.report.sources.add(shown, text.as_str()));
        let end = range.end.byte.min(text.len());
        finding.at(source, Span::new(range.start.byte.min(end), end), "")
    }
}

fn refusal(diagnostic: &Diagnostic) -> Refusal {
    let place = diagnostic.range.as_ref().map(|r| format!("{}:{}", r.filename, r.start.line));
    let code = diagnostic.snippet.as_ref().map(|snippet| {
        let context = snippet.context.as_deref().unwrap_or_default();
        format!("{context}\n{}", snippet.code)
    });
    Refusal {
        summary: diagnostic.summary.clone(),
        detail: joined(diagnostic.detail.trim()),
        place,
        code: code.unwrap_or_default(),
    }
}

/// Lines that Terraform broke for a terminal, as the paragraphs they were.
fn joined(detail: &str) -> String {
    let paragraphs = detail.split("\n\n").map(|paragraph| {
        let list = paragraph.lines().any(|line| line.starts_with([' ', '-', '*']));
        if list { paragraph.to_owned() } else { paragraph.replace('\n', " ") }
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
