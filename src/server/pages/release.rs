//! What is shown of one release, made once: it never changes.

use camino::Utf8Path;
use serde::Serialize;

use super::markdown;
use super::tests_of::{GuardrailView, guardrails};
use crate::catalog::{Card, parse};
use crate::diag::SourceMap;
use crate::error::{Error, Result};
use crate::registry::{Details, Glance, Part};
use crate::release::readme::{BEGIN, END};
use crate::release::{Statement, Tree, is_signed};
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
    pub(super) examples: Vec<ExampleView>,
    pub(super) submodules: Vec<SubmoduleView>,
    pub(super) statement: Option<Statement>,
    pub(super) signature: String,
    /// Whether the signature is the registry's.
    pub(super) is_signed: bool,
}

/// An example of a release.
#[derive(Debug, Serialize)]
pub(super) struct ExampleView {
    name: String,
    path: String,
    readme: String,
    text: String,
}

/// A submodule of a release.
#[derive(Debug, Serialize)]
pub(super) struct SubmoduleView {
    path: String,
    readme: String,
    part: usize,
}

impl Shown {
    pub(super) async fn read(app: &App, release: &Release) -> Result<Self> {
        let kept = details_of(app, release).await?;
        // What was deleted is told of all the same.
        let archive = app.registry.archive(&release.source).await.ok();
        let (glance, public) = (Glance::of(release), app.registry.key.public());
        // What somebody has written takes as long to read as they like.
        app.work.apart(move || Ok(Self::of(glance, &public, kept, archive.as_deref()))).await
    }

    fn of(
        glance: Glance,
        public: &str,
        (details, statement, signature): (Details, String, String),
        archive: Option<&[u8]>,
    ) -> Self {
        let key = is_signed(&statement, &signature, public);
        let card = card_of(&details.card);
        Self {
            glance,
            readme: markdown::html_of(&without_tables(without_title(&details.root.readme))),
            changelog: markdown::html_of(&details.changelog),
            guardrails: card.as_ref().map(|c| guardrails(c, &details.tests)).unwrap_or_default(),
            card,
            examples: examples(archive, &details),
            submodules: submodules(&details),
            statement: serde_json::from_str(&statement).ok(),
            signature,
            is_signed: key,
            details,
        }
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

fn examples(archive: Option<&[u8]>, details: &Details) -> Vec<ExampleView> {
    let tree = archive.and_then(|a| read_archive_bytes("the-source.tar.gz".into(), a).ok());
    let view = |part: &Part| ExampleView {
        name: part.name.clone(),
        path: part.path.clone(),
        readme: markdown::html_of(&part.readme),
        text: tree.as_ref().map(|tree| configuration(tree, &part.path)).unwrap_or_default(),
    };
    details.examples.iter().map(view).collect()
}

/// The configuration of an example, the files one after the other.
fn configuration(tree: &Tree, dir: &str) -> String {
    let mut text = String::new();
    for path in tree.files.keys().filter(|p| p.parent() == Some(Utf8Path::new(dir))) {
        let Some(file) = tree.text(path.as_str()).filter(|_| path.extension() == Some("tf")) else {
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
    text
}

fn submodules(details: &Details) -> Vec<SubmoduleView> {
    let view = |(part, of): (usize, &Part)| SubmoduleView {
        path: of.path.clone(),
        readme: markdown::html_of(&of.readme),
        part,
    };
    details.submodules.iter().enumerate().map(view).collect()
}
