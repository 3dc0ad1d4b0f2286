//! Refusals on their way to the log, so many that nobody can fill a disk with them.
//!
//! The first of its kind is in the log at once. What follows within a minute is counted, and is one
//! entry at its end.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::json;

use super::{Caller, Registry, now};
use crate::error::{Error, Result};
use crate::store::ledger::{By, Outcome};

/// How long refusals of one kind are counted, in milliseconds.
const WINDOW: i64 = 60_000;

/// Most kinds of one actor that are told apart within a minute; what is beyond is counted together,
/// so that whoever asks at random hides what nobody else was refused.
const MAX_KINDS: usize = 40;

/// The same of all together who give no token.
const MAX_KINDS_OF_NOBODY: usize = 20;

/// Longest subject and actor that an entry has, in bytes.
const MAX_TEXT: usize = 300;

/// What refusals have in common that are counted together: actor, action, subject.
type Kind = (String, String, String);

/// Refusals of one kind within a minute.
#[derive(Debug, Clone)]
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
    fn count(&self, kind: Kind, caller: &Caller, by: &By, reason: &str) -> bool {
        let mut all = self.all();
        let is_new = !all.contains_key(&kind);
        let most = if caller.is_known { MAX_KINDS } else { MAX_KINDS_OF_NOBODY };
        let crowded = is_new && all.keys().filter(|other| other.0 == kind.0).count() >= most;
        let kind = if crowded { (kind.0, kind.1, "various".to_owned()) } else { kind };
        let counted = all.entry(kind).or_insert_with(|| Counted {
            since: by.at,
            more: 0,
            reason: reason.to_owned(),
            request: String::new(),
        });
        counted.more += 1;
        counted.request.clone_from(&by.request);
        is_new && !crowded
    }

    /// Takes off what an entry tells of, with which another minute begins.
    fn told(&self, kind: &Kind, told: u64) {
        if let Some(counted) = self.all().get_mut(kind) {
            counted.more = counted.more.saturating_sub(told);
            counted.since = now();
        }
    }

    /// Those whose minute is over, or all of them. What no entry has to tell of is forgotten.
    fn due(&self, at: i64, all: bool) -> Vec<(Kind, Counted)> {
        let mut counted = self.all();
        let is_due = |counted: &Counted| all || at - counted.since >= WINDOW;
        counted.retain(|_, counted| counted.more > 0 || !is_due(counted));
        let due = counted.iter().filter(|(_, counted)| is_due(counted));
        due.map(|(kind, counted)| (kind.clone(), counted.clone())).collect()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Kind, Counted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        // Counted first: whoever asks may hang up before there is an entry.
        if !self.refusals.count(kind.clone(), caller, &by, &error.message) {
            return Ok(());
        }
        match self.ledger.refused(&by, action, &subject, &error.message).await {
            Ok(()) => self.refusals.told(&kind, 1),
            Err(failed) => tracing::warn!("a refusal is not in the log yet: {failed}"),
        }
        Ok(())
    }

    /// Puts in the log how many refusals there were that were only counted: of those whose minute is
    /// over, or of all.
    ///
    /// # Errors
    /// When the database does not answer; then they are still counted.
    pub async fn flush_refusals(&self, all: bool) -> Result<()> {
        for (kind, counted) in self.refusals.due(now(), all) {
            let (actor, action, subject) = &kind;
            let by = By { actor: actor.clone(), request: counted.request, at: now() };
            let detail =
                json!({ "reason": counted.reason, "more": counted.more, "since": counted.since });
            let mut write = self.ledger.write(&by).await?;
            write.record(action, subject, Outcome::Refused, &detail).await?;
            write.commit().await?;
            self.refusals.told(&kind, counted.more);
        }
        Ok(())
    }
}

/// A text that an entry can hold: not too long, and of characters that every database keeps.
fn cut(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}");
    if text.len() <= MAX_TEXT {
        return text;
    }
    let end = (0..=MAX_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", &text[..end])
}
