//! One thing that is wrong in the user's files.

use std::borrow::Cow;

use super::{SourceId, Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails anything.
    Note,
    /// Should be changed; fails only where asked to.
    Warning,
    /// Must be changed.
    Error,
}

/// A place that a finding points at, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text pointed into.
    pub source: SourceId,
    /// The place in it.
    pub span: Span,
    /// What is to be said of the place; may be empty.
    pub text: String,
}

/// A replacement of one span by a text, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text to change.
    pub source: SourceId,
    /// What to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// One thing that is wrong: what, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable name of the rule, such as `syntax` or `E041`.
    pub rule: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// One clause that says what is wrong.
    pub message: String,
    /// Where; the first is the primary place. Empty when no text is to blame.
    pub labels: Vec<Label>,
    /// What to do about it, most likely first.
    pub help: Vec<String>,
    /// Replacements that mend it, where that can be done safely.
    pub fix: Vec<Edit>,
    /// Why it is let pass, when somebody who may decided so.
    pub waived: Option<String>,
}

impl Finding {
    /// An error found by `rule`.
    pub fn error(rule: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, message)
    }

    /// A warning found by `rule`.
    pub fn warning(rule: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, message)
    }

    fn new(
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: Vec::new(),
            waived: None,
        }
    }

    /// Points at a place; the first one added is the primary place.
    #[must_use]
    pub fn at(mut self, source: SourceId, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { source, span, text: text.into() });
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
