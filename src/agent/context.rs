//! The context document: an index of all modules, then whole cards, best first, within a budget.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, CatalogModule};
use crate::resolve::Resolution;

/// What a context document should hold.
#[derive(Debug, Clone, Copy)]
pub struct ContextRequest<'r> {
    /// The modules an intent chose; without it every module's card counts, by name.
    pub resolution: Option<&'r Resolution>,
    /// Most tokens the document may have by [`token_estimate`].
    pub budget_tokens: usize,
    /// How far the document goes into each module.
    pub detail: Detail,
    /// How it is written.
    pub format: Format,
}

/// How far a document goes into each module.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// One line each.
    Index,
    /// The index and cards.
    #[default]
    Card,
    /// The index, cards, and every input and output.
    Full,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Markdown, for a prompt or a file that agents read.
    #[default]
    Markdown,
    /// JSON, for a program.
    Json,
}

/// A context document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Context {
    /// The document.
    pub text: String,
    /// About how many tokens it has.
    pub tokens: usize,
    /// The modules whose cards are in it, best first.
    pub included: Vec<String>,
    /// The modules whose cards did not fit, best first.
    pub left_out: Vec<String>,
}

impl Default for ContextRequest<'_> {
    fn default() -> Self {
        Self {
            resolution: None,
            budget_tokens: 4_000,
            detail: Detail::default(),
            format: Format::default(),
        }
    }
}

/// Writes the context document that a request asks for.
#[must_use]
pub fn context(catalog: &Catalog, request: &ContextRequest<'_>) -> Context {
    let _ = (catalog, request);
    todo!()
}

/// One module's card, or with [`Detail::Full`] its whole interface, as a document of its own.
#[must_use]
pub fn module_card(
    catalog: &Catalog,
    module: &CatalogModule,
    detail: Detail,
    format: Format,
) -> String {
    let _ = (catalog, module, detail, format);
    todo!()
}

/// About how many tokens a text has: a third of its bytes, which is on the safe side.
#[must_use]
pub fn token_estimate(text: &str) -> usize {
    text.len().div_ceil(3)
}
