//! `pave context`

use clap::{Args, ValueEnum};

use super::output::Output;
use crate::agent::{ContextRequest, Detail, Format, context};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::resolve::resolve;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Put the cards that an intent asks for first
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,

    /// Tokens to stay within, by a cautious estimate
    #[arg(long, value_name = "TOKENS", default_value_t = 4_000)]
    budget: usize,

    /// How far to go into each module
    #[arg(long, value_enum, default_value = "card")]
    detail: DetailWord,

    /// How to write it
    #[arg(long, value_enum, default_value = "markdown")]
    format: FormatWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DetailWord {
    /// One line for each module
    Index,
    /// The index, then cards
    Card,
    /// The index, cards, and every input and output
    Full,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatWord {
    /// For a prompt, or a file that agents read
    Markdown,
    /// For a program
    Json,
}

pub(super) fn run(words: &Words, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    let resolution = words.intent.as_deref().map(|text| resolve(catalog, text));
    let request = ContextRequest {
        resolution: resolution.as_ref(),
        budget_tokens: words.budget,
        detail: match words.detail {
            DetailWord::Index => Detail::Index,
            DetailWord::Card => Detail::Card,
            DetailWord::Full => Detail::Full,
        },
        format: match words.format {
            FormatWord::Markdown => Format::Markdown,
            FormatWord::Json => Format::Json,
        },
    };
    let document = context(catalog, &request);
    output.print(document.text.trim_end());
    output.print("\n");
    output.note(&format!("about {} tokens (estimate)", document.tokens));
    Ok(0)
}
