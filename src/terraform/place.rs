//! Where something stands: a text and a byte span in it.

use crate::diag::{SourceId, Span};

/// A byte span in one of the texts of [`super::Module::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    /// The bytes.
    pub span: Span,
}

impl Place {
    /// The place of `span` in `source`.
    #[must_use]
    pub fn new(source: SourceId, span: Span) -> Self {
        Self { source, span }
    }
}
