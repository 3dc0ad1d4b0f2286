//! Guardrails, and the tests that speak of what upholds them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::Card;
use crate::hcl;

/// What a module guarantees.
#[derive(Debug, Serialize)]
pub(super) struct GuardrailView {
    id: String,
    text: String,
    /// The addresses that uphold it.
    at: Vec<String>,
    /// The published controls that it answers.
    controls: Vec<String>,
    /// The runs of the module's tests that speak of those addresses.
    tests: Vec<RunView>,
}

/// One run of a test file.
#[derive(Debug, Clone, Serialize)]
struct RunView {
    name: String,
    file: String,
    text: String,
}

/// The guardrails of a card, with tests; these by path, each with its text.
pub(super) fn guardrails(card: &Card, tests: &BTreeMap<String, String>) -> Vec<GuardrailView> {
    let runs: Vec<RunView> = tests.iter().flat_map(|(path, text)| runs(path, text)).collect();
    let view = |guardrail: &crate::catalog::Guardrail| {
        let at: Vec<String> = guardrail.at.iter().map(ToString::to_string).collect();
        let speaks = |run: &&RunView| at.iter().any(|address| speaks_of(&run.text, address));
        GuardrailView {
            id: guardrail.id.to_string(),
            text: guardrail.text.to_string(),
            controls: guardrail.controls.iter().map(ToString::to_string).collect(),
            tests: runs.iter().filter(speaks).cloned().collect(),
            at,
        }
    };
    card.guardrails.iter().map(view).collect()
}

fn runs(path: &str, text: &str) -> Vec<RunView> {
    let parsed = hcl::parse(text);
    let run = |block: &hcl::syntax::Block<'_>| {
        let name = block.labels.first()?.text.to_string();
        let text = text.get(block.span.range())?.to_owned();
        Some(RunView { name, file: path.to_owned(), text })
    };
    let blocks = parsed.file.body.blocks();
    blocks.filter(|block| block.kind.text == "run").filter_map(run).collect()
}

/// Whether a text names an address, and not one that only begins like it.
fn speaks_of(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(at, _)| {
        let next = text[at + address.len()..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}
