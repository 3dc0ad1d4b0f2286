//! Refusals on their way to the log, so many that nobody can fill a disk with them.
//!
//! The first of its kind is in the log at once. What follows within a minute is counted, and is one
//! entry at its end.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::{Caller, Registry, now};
use crate::error::{Error, Result};
use crate::store::ledger::{By, Outcome};

/// How long refusals of one kind are counted, in milliseconds.
const WINDOW: i64 = 60_000;

/// Most kinds that are told apart within a minute; what is beyond is counted together.
const MAX_KINDS: usize = 240;

/// Longest subject and actor that an entry has, in bytes.
const MAX_TEXT: usize = 300;

/// What refusals have in common that are counted together: actor, action, subject.
type Kind = (String, String, String);

/// Refusals of one kind within a minute.
#[derive(Debug)]
struct Counted {
    since: i64,
    /// How many there were that no entry tells of.
    more: u64,
    reason: String,
    request: String,
}

/// Refusals that are being counted.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<Kind, Counted>>);

impl Refusals {
    /// Counts a refusal; says whether it is the first of its kind, which an entry must tell of.
    fn count(&self, kind: Kind, by: &By, reason: &str) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !all.contains_key(&kind);
        let crowded = is_new && all.len() >= MAX_KINDS;
        // Whose name nobody has to prove does not make a kind of its own then.
        let kind =
            if crowded { ("various".to_owned(), kind.1, "various".to_owned()) } else { kind };
        let counted = all.entry(kind).or_insert_with(|| Counted {
            since: by.at,
            more: u64::from(crowded),
            reason: reason.to_owned(),
            request: by.request.clone(),
        });
        if is_new && !crowded {
            return true;
        }
        counted.more += 1;
        counted.request.clone_from(&by.request);
        false
    }

    /// Those whose minute is over, or all of them.
    fn take(&self, at: i64, all: bool) -> Vec<(Kind, Counted)> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.extract_if(|_, counted| all || at - counted.since >= WINDOW).collect()
    }

    fn put_back(&self, kind: Kind, counted: Counted) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let more = counted.more;
        all.entry(kind).and_modify(|other| other.more += more).or_insert(counted);
    }
}

impl Registry {
    /// Puts a refusal in the log, or counts it where one like it was there a moment ago.
    ///
    /// # Errors
    /// Never: while the database does not answer it is counted, and is in the log later.
    pub async fn log_refusal(
        &self,
        caller: &Caller,
        action: &str,
        subject: &str,
        error: &Error,
    ) -> Result<()> {
        let mut by = caller.by();
        by.actor = cut(&by.actor);
        let subject = cut(subject);
        let kind = (by.actor.clone(), action.to_owned(), subject.clone());
        if self.refusals.count(kind.clone(), &by, &error.message)
            && let Err(failed) = self.ledger.refused(&by, action, &subject, &error.message).await
        {
            tracing::warn!("a refusal is not in the log yet: {failed}");
            let reason = error.message.clone();
            let counted = Counted { since: by.at, more: 1, reason, request: by.request };
            self.refusals.put_back(kind, counted);
        }
        Ok(())
    }

    /// Puts in the log how many refusals there were that were only counted: of those whose minute is
    /// over, or of all.
    ///
    /// # Errors
    /// When the database does not answer; then they are still counted.
    pub async fn flush_refusals(&self, all: bool) -> Result<()> {
        let mut failed = Ok(());
        for (kind, counted) in self.refusals.take(now(), all) {
            if counted.more == 0 {
                continue;
            }
            let (actor, action, subject) = &kind;
            let request = counted.request.clone();
            let by = By { actor: actor.clone(), request, at: now() };
            let detail =
                json!({ "reason": counted.reason, "more": counted.more, "since": counted.since });
            let put = async {
                let mut write = self.ledger.write(&by).await?;
                write.record(action, subject, Outcome::Refused, &detail).await?;
                write.commit().await
            };
            if let Err(error) = put.await {
                self.refusals.put_back(kind, counted);
                failed = Err(error);
            }
        }
        failed
    }
}

/// A text that is not too long for an entry.
fn cut(text: &str) -> String {
    if text.len() <= MAX_TEXT {
        return text.to_owned();
    }
    let end = (0..=MAX_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", &text[..end])
}
