//! The log of everything that was done and refused, page by page or whole.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::server::App;
use crate::server::error::{ApiFault, cause};
use crate::store::ledger::Entry;

/// The media type of one JSON value a line.
pub(in crate::server) const LINES: &str = "application/x-ndjson";

/// Most entries of a page.
const MOST: i64 = 1_000;

/// Which part of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// The entry after which to begin; 0 for the beginning.
    #[schemars(range(min = 0))]
    pub after: i64,
    /// Most entries to answer, up to 1000; 100 when left out.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

/// Where an export begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// The entry after which to begin; 0 for the beginning.
    #[schemars(range(min = 0))]
    pub after: i64,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct AuditView {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// What to give as `after` for the next page; none when this is the last.
    pub next: Option<i64>,
}

/// A page of the log; all of it, an entry a line, for who accepts lines.
pub(in crate::server) async fn audit(
    State(app): State<App>,
    headers: HeaderMap,
    Query(AuditQuery { after, limit }): Query<AuditQuery>,
) -> Result<Response, ApiFault> {
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if accepts.is_some_and(|accepts| accepts.contains(LINES)) {
        return Ok(lines(app, after).await?);
    }
    let limit = limit.unwrap_or(100);
    if !(1..=MOST).contains(&limit) {
        let error = Error::usage(format!("{limit} entries cannot be asked for"));
        return Err(error.hint(format!("ask for 1 to {MOST}")).into());
    }
    let mut entries = app.registry.ledger.audit(known(after)?, limit + 1).await?;
    let is_last = entries.len() <= usize::try_from(limit).unwrap_or_default();
    if !is_last {
        entries.pop();
    }
    let next = entries.last().filter(|_| !is_last).map(|entry| entry.seq);
    Ok(Json(AuditView { entries, next }).into_response())
}

/// The log from an entry on, an entry a line.
pub(in crate::server) async fn export(
    State(app): State<App>,
    Query(ExportQuery { after }): Query<ExportQuery>,
) -> Result<Response, ApiFault> {
    Ok(lines(app, after).await?)
}

/// The number of an entry, or of what is before the first.
fn known(after: i64) -> Result<i64> {
    if after < 0 {
        return Err(Error::usage(format!("no entry of the log has the number {after}"))
            .hint("the first is 1, and 0 stands for what is before it"));
    }
    Ok(after)
}

/// Sends page after page as the client takes them, so that a long log needs no memory.
async fn lines(app: App, after: i64) -> Result<Response> {
    // The first page before anything is sent: a database that is away is an error then.
    let first = app.registry.ledger.audit(known(after)?, MOST).await?;
    let pages = stream::unfold(Some(first), move |page| {
        let app = app.clone();
        async move {
            let page = page.filter(|page| !page.is_empty())?;
            let text: String = page.iter().map(line).collect();
            let last = page.last().map_or(0, |entry| entry.seq);
            match app.registry.ledger.audit(last, MOST).await {
                Ok(next) => Some((Ok(Bytes::from(text)), Some(next))),
                // The client must see that the log does not end here.
                Err(error) => {
                    tracing::error!(cause = cause(&error), "{error}");
                    Some((Err(error), None))
                }
            }
        }
    });
    let headers = [(header::CONTENT_TYPE, LINES), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(pages)).into_response())
}

fn line(entry: &Entry) -> String {
    let mut line = serde_json::to_string(entry).expect("an entry has only texts and numbers");
    line.push('\n');
    line
}
