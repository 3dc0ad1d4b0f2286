//! What keeps a text from being HCL.

use crate::diag::{Finding, SourceId, Span};

/// A place where a text is not HCL, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// One clause that says what is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// The same as a finding of the rule `syntax` in the text that `source` names.
    #[must_use]
    pub fn finding(self, source: SourceId) -> Finding {
        let finding = Finding::error("syntax", self.message).at(source, self.span, "");
        match self.help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }
}
