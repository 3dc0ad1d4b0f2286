//! The catalog for the prompt of an AI agent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Operation, limits};
use crate::agent::{Context, ContextRequest, Detail, Format, context};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::resolve::resolve;

/// Writes the catalog for the prompt of an AI agent, within a budget.
#[derive(Debug)]
pub struct WriteContext;

/// Most tokens that a document may be asked to have.
const MOST_TOKENS: usize = 1_000_000;

/// What the document should hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WriteContextRequest {
    /// Puts the cards that an intent asks for first.
    pub intent: Option<String>,
    /// Tokens to stay within, by a cautious estimate.
    pub budget: usize,
    /// How far to go into each module.
    pub detail: Detail,
    /// How to write it.
    pub format: Format,
}

impl Default for WriteContextRequest {
    fn default() -> Self {
        let ContextRequest { budget_tokens, detail, format, .. } = ContextRequest::default();
        Self { intent: None, budget: budget_tokens, detail, format }
    }
}

impl Operation for WriteContext {
    const NAME: &'static str = "context";
    const ABOUT: &'static str = "Write the catalog for the prompt of an AI agent";
    type Request = WriteContextRequest;
    type Response = Context;

    fn run(catalog: &Catalog, request: WriteContextRequest) -> Result<Context> {
        request.intent.as_deref().map_or(Ok(()), limits::sentence)?;
        let resolution = request.intent.as_deref().map(|text| resolve(catalog, text));
        let asked = ContextRequest {
            resolution: resolution.as_ref(),
            budget_tokens: request.budget.min(MOST_TOKENS),
            detail: request.detail,
            format: request.format,
        };
        Ok(context(catalog, &asked))
    }
}
