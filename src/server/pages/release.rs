//! What is shown of one release, made once: it never changes.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::markdown;
use super::tests_of::{GuardrailView, guardrails};
use crate::catalog::{Card, parse};
use crate::diag::SourceMap;
use crate::error::{Error, Result};
use crate::registry::{Details, Glance};
use crate::release::readme::{BEGIN, END};
use crate::release::{Statement, is_signed};
use crate::server::App;
use crate::store::ledger::Release;
use crate::store::read_archive_bytes;

/// Longest example that is shown, in bytes.
const MAX_EXAMPLE_BYTES: usize = 16 * 1024;

/// All that is shown of a release.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) glance: Glance,
    pub(super) details: Details,
    pub(super) card: Option<Card>,
    pub(super) readme: String,
    pub(super) changelog: String,
    pub(super) guardrails: Vec<GuardrailView>,
    /// The text of each example, by its path.
    pub(super) examples: BTreeMap<String, String>,
    pub(super) statement: Option<Statement>,
    pub(super) signature: String,
    /// Whether the signature is the registry's.
    pub(super) is_signed: bool,
}

impl Shown {
    pub(super) async fn read(app: &App, release: &Release) -> Result<Self> {
        let (details, statement, signature) = details_of(app, release).await?;
        let examples = match app.registry.archive(&release.source).await {
            Ok(bytes) => examples(&bytes, &details),
            // What was deleted is told of all the same.
            Err(_) => BTreeMap::new(),
        };
        let public = app.registry.key.public();
        let key = is_signed(&statement, &signature, &public);
        let card = card_of(&details.card);
        Ok(Self {
            glance: Glance::of(release),
            readme: markdown::html_of(&without_tables(without_title(&details.root.readme))),
            changelog: markdown::html_of(&details.changelog),
            guardrails: card.as_ref().map(|c| guardrails(c, &details.tests)).unwrap_or_default(),
            card,
            examples,
            statement: serde_json::from_str(&statement).ok(),
            signature,
            is_signed: key,
            details,
        })
    }
}

/// What the ledger has of a release: its details, its statement, the signature of that.
async fn details_of(app: &App, release: &Release) -> Result<(Details, String, String)> {
    let Release { module, version, .. } = release;
    let kept = app.registry.ledger.details(module, version).await?;
    let kept =
        kept.ok_or_else(|| Error::not_found(format!("there is no release {module} {version}")))?;
    let details = serde_json::from_str(&kept.details)
        .map_err(|e| Error::io(format!("what is kept of {module} {version} cannot be read"), e))?;
    Ok((details, kept.statement, kept.signature))
}

fn card_of(text: &str) -> Option<Card> {
    let source = SourceMap::default().add("module.yaml", text);
    parse::<Card>(text, source).ok()
}

/// A README without the heading that it begins with: the page has one.
fn without_title(readme: &str) -> &str {
    let text = readme.trim_start();
    match text.strip_prefix("# ").and_then(|rest| rest.split_once('\n')) {
        Some((_, rest)) => rest,
        None => text,
    }
}

/// A README without the tables that are made from the module's HCL, which the page has from there,
/// and without the heading that stands before them.
fn without_tables(readme: &str) -> String {
    let Some((before, rest)) = readme.split_once(BEGIN) else { return readme.to_owned() };
    let Some((_, after)) = rest.split_once(END) else { return readme.to_owned() };
    let mut before = before.trim_end();
    if let Some(line) = before.lines().last().filter(|line| line.starts_with('#')) {
        before = &before[..before.len() - line.len()];
    }
    format!("{before}{after}")
}

/// The configuration of each example, the files one after the other.
fn examples(archive: &[u8], details: &Details) -> BTreeMap<String, String> {
    let Ok(tree) = read_archive_bytes("the-source.tar.gz".into(), archive) else {
        return BTreeMap::new();
    };
    let mut texts = BTreeMap::new();
    for part in &details.examples {
        let dir = Utf8Path::new(&part.path);
        let mut text = String::new();
        for path in tree.files.keys().filter(|p| p.parent() == Some(dir)) {
            let Some(file) = tree.text(path.as_str()).filter(|_| path.extension() == Some("tf"))
            else {
                continue;
            };
            if text.len() + file.len() > MAX_EXAMPLE_BYTES {
                break;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(file);
        }
        texts.insert(part.path.clone(), text);
    }
    texts
}
