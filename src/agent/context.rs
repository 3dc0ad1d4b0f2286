//! The context document: an index of all modules, then whole cards, best first, within a budget.
//!
//! What does not depend on the intent comes first, so that a prompt cache can keep it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::card::{CardView, GroupView, IndexView, is_shown};
use super::clean::clean;
use super::interface::InterfaceView;
use super::markdown;
use super::rank::rank;
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

/// Most modules that the index describes with a line each; above it names alone are given.
const MOST_LINES: usize = 60;

/// Most names of left-out cards that the document itself lists.
const MOST_LEFT_OUT: usize = 10;

/// Cards in a row that do not fit before the rest is not tried.
const MOST_TRIES: usize = 20;

/// Writes the context document that a request asks for.
///
/// The same catalog and request give the same bytes. The document stays within the budget; when
/// not even its head fits, it is empty.
#[must_use]
pub fn context(catalog: &Catalog, request: &ContextRequest<'_>) -> Context {
    let fits = |text: &str| token_estimate(text) <= request.budget_tokens;
    let mut pieces = Pieces { format: request.format, head: head(catalog), ..Pieces::default() };
    let empty = pieces.assemble();
    let room = (request.budget_tokens * 3).saturating_sub(empty.len());
    // Decided by catalog and budget alone, so that the index is the same for every intent.
    let for_index = if request.detail == Detail::Index { room } else { room / 5 * 3 };
    pieces.index = index(catalog, request.format, for_index);

    let ranked = match request.detail {
        Detail::Index => Vec::new(),
        Detail::Card | Detail::Full => rank(catalog, request.resolution),
    };
    if let Some(resolution) = request.resolution {
        let services = resolution.not_covered.iter().map(|service| service.service.clone());
        pieces.not_covered = services.collect();
    }
    let mut included: Vec<String> = Vec::new();
    let left_out = |included: &[String]| -> Vec<String> {
        let names = ranked.iter().map(|module| module.name.clone());
        names.filter(|name| !included.contains(name)).collect()
    };
    let mut tries = 0;
    for module in &ranked {
        pieces.cards.push(written(&CardView::new(catalog, module), request.format, markdown::card));
        included.push(module.name.clone());
        pieces.left_out = left_out(&included);
        if fits(&pieces.assemble()) {
            tries = 0;
            continue;
        }
        pieces.cards.pop();
        included.pop();
        tries += 1;
        if tries == MOST_TRIES {
            break;
        }
    }
    pieces.left_out = left_out(&included);
    if request.detail == Detail::Full {
        for module in ranked.iter().filter(|module| included.contains(&module.name)) {
            let view = InterfaceView::new(module);
            pieces.interfaces.push(written(&view, request.format, markdown::interface));
            if !fits(&pieces.assemble()) {
                pieces.interfaces.pop();
            }
        }
    }
    let mut text = pieces.assemble();
    if !fits(&text) {
        text.clear();
    }
    Context { tokens: token_estimate(&text), text, included, left_out: pieces.left_out }
}

/// One module's card, or with [`Detail::Full`] its whole interface besides, as a document of its own.
#[must_use]
pub fn module_card(
    catalog: &Catalog,
    module: &CatalogModule,
    detail: Detail,
    format: Format,
) -> String {
    let card = || written(&CardView::new(catalog, module), format, markdown::card);
    let interface = || written(&InterfaceView::new(module), format, markdown::interface);
    match (detail, format) {
        (Detail::Index, _) => written(&IndexView::new(module), format, markdown::index),
        (Detail::Card, _) => card(),
        (Detail::Full, Format::Markdown) => format!("{}\n{}", card(), interface()),
        (Detail::Full, Format::Json) => {
            format!("{{\"card\":{},\"interface\":{}}}", card(), interface())
        }
    }
}

/// About how many tokens a text has: a third of its bytes, which is on the safe side.
#[must_use]
pub fn token_estimate(text: &str) -> usize {
    text.len().div_ceil(3)
}

/// What the document says before everything else.
#[derive(Debug, Default)]
struct Head {
    organisation: String,
    facts: Vec<String>,
    source: String,
}

fn head(catalog: &Catalog) -> Head {
    let source = catalog.source_of("NAME");
    Head {
        organisation: clean(&catalog.settings.organisation),
        facts: vec![
            "Infrastructure is composed of these modules, in place of the raw resources that they replace."
                .to_owned(),
            format!("A call has source `{source}` and exactly the version given here."),
            "`pave new \"INTENT\"` writes root modules of them, wired; `pave show NAME` prints every input and output."
                .to_owned(),
            "What no module covers is decided by the platform team, not by a raw resource.".to_owned(),
        ],
        source,
    }
}

/// The index in as much detail as there is room for.
fn index(catalog: &Catalog, format: Format, room: usize) -> Vec<String> {
    let modules: Vec<&CatalogModule> = catalog.modules().filter(|m| is_shown(m)).collect();
    let length = |pieces: &[String]| pieces.iter().map(|piece| piece.len() + 1).sum::<usize>();
    if modules.len() <= MOST_LINES {
        let lines: Vec<String> = modules
            .iter()
            .map(|module| written(&IndexView::new(module), format, markdown::index))
            .collect();
        if length(&lines) <= room {
            return lines;
        }
    }
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in &modules {
        let mut provided = module.provides.keys();
        let group = provided.next().map_or("other", String::as_str);
        groups.entry(group.to_owned()).or_default().push(module.name.clone());
    }
    let group = |(provides, modules): (String, Vec<String>)| {
        written(&GroupView { provides, modules, more: 0 }, format, markdown::group)
    };
    let pieces: Vec<String> = groups.into_iter().map(group).collect();
    if length(&pieces) <= room {
        return pieces;
    }
    let mut kept: Vec<String> = Vec::new();
    let mut used = 80; // What stands around the names.
    for module in &modules {
        used += module.name.len() + 4;
        if used > room {
            break;
        }
        kept.push(module.name.clone());
    }
    if kept.is_empty() {
        return Vec::new();
    }
    let more = modules.len() - kept.len();
    let view = GroupView { provides: "any".to_owned(), modules: kept, more };
    vec![written(&view, format, markdown::group)]
}

fn json<T: Serialize>(view: &T) -> String {
    serde_json::to_string(view).expect("a view has only text and numbers")
}

fn written<T: Serialize>(view: &T, format: Format, markdown: fn(&T) -> String) -> String {
    match format {
        Format::Markdown => markdown(view),
        Format::Json => json(view),
    }
}

/// The parts of a document, each written already.
#[derive(Debug, Default)]
struct Pieces {
    format: Format,
    head: Head,
    index: Vec<String>,
    cards: Vec<String>,
    interfaces: Vec<String>,
    not_covered: Vec<String>,
    left_out: Vec<String>,
}

impl Pieces {
    fn assemble(&self) -> String {
        match self.format {
            Format::Markdown => self.markdown(),
            Format::Json => self.json(),
        }
    }

    fn markdown(&self) -> String {
        let mut text = format!("# Approved Terraform modules of {}\n\n", self.head.organisation);
        for fact in &self.head.facts {
            text += &format!("- {fact}\n");
        }
        if !self.index.is_empty() {
            text += "\n## Modules\n\n";
            text += &self.index.concat();
        }
        let cards = [&self.cards, &self.interfaces];
        for (section, title) in cards.into_iter().zip(["Cards", "Interfaces"]) {
            if !section.is_empty() {
                text += &format!("\n## {title}\n\n{}", section.join("\n"));
            }
        }
        if !self.not_covered.is_empty() || !self.left_out.is_empty() {
            text += "\n## Not here\n\n";
        }
        if !self.not_covered.is_empty() {
            text += &format!("- not in the catalog: {}\n", self.not_covered.join(", "));
        }
        if !self.left_out.is_empty() {
            let named: Vec<&str> =
                self.left_out.iter().take(MOST_LEFT_OUT).map(String::as_str).collect();
            let rest = self.left_out.len() - named.len();
            let rest = if rest > 0 { format!(" and {rest} others") } else { String::new() };
            let count = self.left_out.len();
            text += &format!("- no room for {count} more cards: {}{rest}\n", named.join(", "));
        }
        text
    }

    fn json(&self) -> String {
        let mut fields = vec![
            format!("\"organisation\":{}", json(&self.head.organisation)),
            format!("\"facts\":{}", json(&self.head.facts)),
            format!("\"source\":{}", json(&self.head.source)),
        ];
        let sections =
            [("modules", &self.index), ("cards", &self.cards), ("interfaces", &self.interfaces)];
        for (name, section) in sections {
            if !section.is_empty() {
                fields.push(format!("\"{name}\":[{}]", section.join(",")));
            }
        }
        for (name, list) in [("not_covered", &self.not_covered), ("left_out", &self.left_out)] {
            if !list.is_empty() {
                fields.push(format!("\"{name}\":{}", json(list)));
            }
        }
        format!("{{{}}}\n", fields.join(","))
    }
}
