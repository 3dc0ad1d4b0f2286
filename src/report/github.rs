//! Findings as annotations of a GitHub workflow: `::error file=…,line=…::…`.

use std::fmt::Write as _;

use crate::diag::{Finding, Severity};
use crate::error::Report;

/// One line a finding.
#[must_use]
pub(super) fn annotations(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(text, "::{level} ");
        if let Some(label) = finding.labels.first() {
            let source = report.sources.get(label.source);
            let start = report.sources.line_column(label.source, label.span.start);
            let end = report.sources.line_column(label.source, label.span.end);
            let path = source.path.strip_prefix(".").unwrap_or(&source.path);
            let path = property(path.as_str());
            let _ = write!(text, "file={path},line={},endLine={},", start.line, end.line);
            // Columns are heeded only where the place is on one line.
            if start.line == end.line {
                let _ = write!(text, "col={},endColumn={},", start.column, end.column);
            }
        }
        let _ = writeln!(text, "title={}::{}", property(&finding.rule), data(&message(finding)));
    }
    text
}

fn message(finding: &Finding) -> String {
    let mut message = finding.message.clone();
    for help in &finding.help {
        let _ = write!(message, "\n{help}");
    }
    if let Some(reason) = &finding.waived {
        let _ = write!(message, "\nlet pass: {reason}");
    }
    message
}

/// What a workflow would read otherwise in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same in the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn nothing_in_a_finding_ends_its_line_or_its_property() {
        let mut report = Report::default();
        let id = report.sources.add("a,b:c/main.tf", "x = 1\ny = 2\n");
        let finding = Finding::error("a:b", "100%\n::warning::no").at(id, Span::new(6, 7), "");
        report.findings.push(finding.help("do it"));
        insta::assert_snapshot!(
            annotations(&report),
            @"::error file=a%2Cb%3Ac/main.tf,line=2,endLine=2,col=1,endColumn=2,title=a%3Ab::100%25%0A::warning::no%0Ado it"
        );
    }
}
