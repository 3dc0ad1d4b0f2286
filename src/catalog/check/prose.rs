//! Texts that people and agents read: short, on one line, and with nothing in them but words.

use crate::catalog::Located;
use crate::catalog::text::suspicious;
use crate::diag::{Finding, SourceId};

/// Longest sentence, in characters.
const LONGEST: usize = 120;

/// Longest note to a person, in characters.
const LONGEST_NOTE: usize = 300;

/// Checks a sentence: there, short, and plain.
pub(super) fn sentence(text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    within(LONGEST, text, source, findings);
}

/// Checks a note that a person reads in full: there, not too long, and plain.
pub(super) fn note(text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    within(LONGEST_NOTE, text, source, findings);
}

fn within(longest: usize, text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    if text.trim().is_empty() {
        findings.push(
            Finding::error("catalog-text", "the text is empty")
                .at(source, text.span, "")
                .help("write one plain sentence"),
        );
    }
    let length = text.trim().chars().count();
    if length > longest {
        findings.push(
            Finding::error(
                "catalog-text",
                format!("the text has {length} characters; at most {longest} are shown"),
            )
            .at(source, text.span, "")
            .help("say it shorter"),
        );
    }
    plain(text, source, findings);
}

/// Checks that a text holds nothing hidden and nothing that reads as an order.
pub(super) fn plain(text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    // A block of YAML ends in a line feed that nobody means.
    for reason in suspicious(text.trim_end_matches('\n')) {
        findings.push(
            Finding::error("catalog-text", format!("the text {reason}"))
                .at(source, text.span, "")
                .help("cards are quoted to AI agents: say what the module is, in plain words"),
        );
    }
}
