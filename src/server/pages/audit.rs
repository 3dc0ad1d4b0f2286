//! `/audit`: the log, the newest entry first, and whether its chain is whole.

use axum::extract::Query;
use axum::response::Response;
use serde::Serialize;

use super::visit::{PageFault, Visit};
use super::words::{Pairs, encoded, first, minute};
use crate::error::{ErrorKind, Result};
use crate::server::App;
use crate::store::ledger::{Entry, Outcome, verify_chain};

/// How many entries a page lists.
const PER_PAGE: usize = 50;

/// How many entries are read at once.
const CHUNK: i64 = 500;

/// How many entries are looked through for those that pass the filters, before the reader is asked
/// to go on.
const MAX_LOOKED_AT: i64 = 10_000;

#[derive(Serialize)]
struct Content<'q> {
    entries: Vec<EntryView>,
    actor: &'q str,
    action: &'q str,
    subject: &'q str,
    outcome: &'q str,
    is_filtered: bool,
    head: i64,
    /// What was found of the chain: `page`, `whole`, or `broken`.
    chain: &'static str,
    /// Where it is broken, in words.
    broken: String,
    /// The address of the entries before these.
    older: String,
    /// The address of the newest.
    newest: String,
    /// The address that has the whole log checked.
    check: String,
    is_newest: bool,
}

#[derive(Serialize)]
struct EntryView {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    outcome: &'static str,
    detail: Vec<(String, String)>,
    request: String,
    hash: String,
}

struct Filter<'q> {
    actor: &'q str,
    action: &'q str,
    subject: &'q str,
    outcome: &'q str,
}

/// The log.
pub(in crate::server) async fn audit(
    visit: Visit,
    Query(pairs): Query<Pairs>,
) -> Result<Response, PageFault> {
    let filter = Filter {
        actor: first(&pairs, "actor"),
        action: first(&pairs, "action"),
        subject: first(&pairs, "subject"),
        outcome: first(&pairs, "outcome"),
    };
    let app = &visit.app;
    let head = app.registry.ledger.head().await?;
    let before = first(&pairs, "before").parse::<i64>().unwrap_or(head + 1).clamp(1, head + 1);
    let (entries, at, mut broken) = read(app, &filter, before).await?;
    let mut chain = "page";
    if first(&pairs, "check") == "all" {
        chain = "whole";
        broken = check(app).await?;
    }
    if broken.is_some() {
        chain = "broken";
    }
    let older = if at > 1 { format!("{}&before={at}", filter.link()) } else { String::new() };
    let content = Content {
        entries: entries.iter().map(entry_view).collect(),
        actor: filter.actor,
        action: filter.action,
        subject: filter.subject,
        outcome: filter.outcome,
        is_filtered: [filter.actor, filter.action, filter.subject, filter.outcome]
            .iter()
            .any(|word| !word.is_empty()),
        head,
        chain,
        broken: broken.unwrap_or_default(),
        older,
        newest: filter.link(),
        check: format!("{}&check=all", filter.link()),
        is_newest: before > head,
    };
    Ok(visit.page("audit.html", ("audit", "Audit log"), &content))
}

/// The entries before one that pass the filters, newest first; the number of the last that was
/// looked at; and what is wrong with the chain among those that were looked at.
async fn read(
    app: &App,
    filter: &Filter<'_>,
    before: i64,
) -> Result<(Vec<Entry>, i64, Option<String>)> {
    let mut found = Vec::new();
    let mut at = before;
    let mut broken = None;
    while at > 1 && found.len() < PER_PAGE && before - at < MAX_LOOKED_AT {
        let from = (at - 1 - CHUNK).max(0);
        let mut chunk = app.registry.ledger.audit(from, at - 1 - from).await?;
        if let Some(first) = chunk.first() {
            let link = (first.seq - 1, first.before.clone());
            broken = broken.or(verify_chain(&chunk, link).err().map(|error| error.message));
        }
        while let Some(entry) = chunk.pop() {
            at = entry.seq;
            if filter.admits(&entry) {
                found.push(entry);
                if found.len() == PER_PAGE {
                    break;
                }
            }
        }
        if found.len() < PER_PAGE {
            at = from + 1;
        }
    }
    Ok((found, at, broken))
}

/// What is wrong with the whole log; nothing when nothing is.
async fn check(app: &App) -> Result<Option<String>> {
    match app.registry.ledger.verify_log(|_| {}).await {
        Err(error) if error.kind == ErrorKind::Refused => Ok(Some(error.message)),
        other => other.map(|_| None),
    }
}

impl Filter<'_> {
    fn admits(&self, entry: &Entry) -> bool {
        let outcome = outcome(entry.outcome);
        (self.actor.is_empty() || entry.actor.contains(self.actor))
            && (self.action.is_empty() || entry.action == self.action)
            && (self.subject.is_empty() || entry.subject.contains(self.subject))
            && (self.outcome.is_empty() || outcome == self.outcome)
    }

    fn link(&self) -> String {
        let named = [
            ("actor", self.actor),
            ("action", self.action),
            ("subject", self.subject),
            ("outcome", self.outcome),
        ];
        let words: Vec<String> =
            named.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("/audit?{}", words.join("&"))
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Refused => "refused",
    }
}

fn entry_view(entry: &Entry) -> EntryView {
    let detail = serde_json::from_str(&entry.detail).unwrap_or(serde_json::Value::Null);
    let said = |value: &serde_json::Value| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) if text.is_empty() => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Object(fields) if fields.is_empty() => None,
        other => Some(other.to_string()),
    };
    let fields = detail.as_object().into_iter().flatten();
    EntryView {
        seq: entry.seq,
        at: minute(entry.at),
        actor: entry.actor.clone(),
        action: entry.action.clone(),
        subject: entry.subject.clone(),
        outcome: outcome(entry.outcome),
        detail: fields.filter_map(|(name, value)| Some((name.clone(), said(value)?))).collect(),
        request: entry.request.clone(),
        hash: entry.hash.clone(),
    }
}
