//! The log: what was done and refused, each entry bound to the one before by a hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::write::By;
use super::{Ledger, failed};
use crate::error::{Error, Result};

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was asked for and refused.
    Refused,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Entry {
    /// Its number; the first is 1, and none is left out.
    pub seq: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// What was done, such as `publish` or `token.create`.
    pub action: String,
    /// What it was done to, such as `platform/postgres/aws 1.2.0`.
    pub subject: String,
    /// How it ended.
    pub outcome: Outcome,
    /// More about it, a JSON object as text; the hash is over these very bytes.
    pub detail: String,
    /// The id of the request; empty for the command line.
    pub request: String,
    /// The hash of the entry before; empty in the first.
    pub before: String,
    /// SHA-256 of all of the above, in hex.
    pub hash: String,
}

impl Entry {
    pub(super) fn after(
        (last, before): (i64, String),
        by: &By,
        (action, subject, outcome): (&str, &str, Outcome),
        detail: String,
    ) -> Self {
        let mut entry = Self {
            seq: last + 1,
            at: by.at,
            actor: by.actor.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            outcome,
            detail,
            request: by.request.clone(),
            before,
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        entry
    }

    /// What its hash must be.
    #[must_use]
    pub fn expected_hash(&self) -> String {
        // A JSON list: where one part ends and the next begins is beyond doubt.
        let parts = serde_json::json!([
            self.seq,
            self.at,
            self.actor,
            self.action,
            self.subject,
            self.outcome.as_str(),
            self.detail,
            self.request,
            self.before,
        ]);
        crate::terraform::hex(&Sha256::digest(parts.to_string()))
    }

    pub(super) async fn insert(&self, tx: &mut Transaction<'static, Any>) -> Result<()> {
        sqlx::query(
            "INSERT INTO audit (seq, at, actor, action, subject, outcome, detail, request, \
             before, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(self.seq)
        .bind(self.at)
        .bind(&self.actor)
        .bind(&self.action)
        .bind(&self.subject)
        .bind(self.outcome.as_str())
        .bind(&self.detail)
        .bind(&self.request)
        .bind(&self.before)
        .bind(&self.hash)
        .execute(&mut **tx)
        .await
        .map(drop)
        .map_err(failed)
    }

    fn of(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let outcome: String = row.try_get(5)?;
        Ok(Self {
            seq: row.try_get(0)?,
            at: row.try_get(1)?,
            actor: row.try_get(2)?,
            action: row.try_get(3)?,
            subject: row.try_get(4)?,
            outcome: if outcome == "done" { Outcome::Done } else { Outcome::Refused },
            detail: row.try_get(6)?,
            request: row.try_get(7)?,
            before: row.try_get(8)?,
            hash: row.try_get(9)?,
        })
    }
}

impl Ledger {
    /// The number and the hash of the last entry of the log; 0 and nothing where there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last(&self) -> Result<(i64, String)> {
        let head = sqlx::query("SELECT seq, hash FROM head WHERE id = 1");
        let head = head.fetch_one(&self.pool).await;
        head.and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?))).map_err(failed)
    }

    /// The hash of an entry of the log; nothing where there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hash_of(&self, entry: i64) -> Result<String> {
        let row = sqlx::query("SELECT hash FROM audit WHERE seq = $1").bind(entry);
        let row = row.fetch_optional(&self.pool).await.map_err(failed)?;
        row.map_or(Ok(String::new()), |row| row.try_get(0).map_err(failed))
    }

    /// Up to `most` entries of the log that follow `after`, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit(&self, after: i64, most: i64) -> Result<Vec<Entry>> {
        let rows = sqlx::query(
            "SELECT seq, at, actor, action, subject, outcome, detail, request, before, hash \
             FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2",
        );
        let rows = rows.bind(after).bind(most).fetch_all(&self.pool).await.map_err(failed)?;
        rows.iter().map(Entry::of).collect::<Result<_, _>>().map_err(failed)
    }
}

/// A log as far as it was read: what comes next must follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    seq: i64,
    hash: String,
}

impl Chain {
    /// Takes the next entry.
    ///
    /// # Errors
    /// When it is not what was written, or does not follow the one before.
    pub fn follow(&mut self, entry: &Entry) -> Result<()> {
        if entry.seq != self.seq + 1 || entry.before != self.hash {
            return Err(Error::refused(format!(
                "entry {} of the audit log does not follow entry {}: something was taken out or put in",
                entry.seq, self.seq
            )));
        }
        if entry.hash != entry.expected_hash() {
            return Err(Error::refused(format!(
                "entry {} of the audit log is not what was written",
                entry.seq
            )));
        }
        (self.seq, self.hash) = (entry.seq, entry.hash.clone());
        Ok(())
    }

    /// Wants that the log ends here.
    ///
    /// # Errors
    /// When its end is elsewhere.
    pub fn ends_at(&self, (seq, hash): (i64, String)) -> Result<()> {
        if (self.seq, &self.hash) == (seq, &hash) {
            return Ok(());
        }
        Err(Error::refused(format!(
            "the audit log ends with entry {}, and its last entry was {seq}",
            self.seq
        )))
    }
}

impl Ledger {
    /// Reads the whole log and sees that nobody changed it; shows each entry to `each`. Returns how
    /// many there are.
    ///
    /// # Errors
    /// Names the first entry that is not what it was, or that does not follow the one before.
    pub async fn verify_log(&self, mut each: impl FnMut(&Entry)) -> Result<i64> {
        const PAGE: i64 = 1000;
        let (end, hash) = self.last().await?;
        let mut chain = Chain::default();
        // What is added meanwhile is not asked for.
        while chain.seq < end {
            let entries = self.audit(chain.seq, PAGE.min(end - chain.seq)).await?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                chain.follow(entry)?;
                each(entry);
            }
        }
        chain.ends_at((end, hash))?;
        Ok(end)
    }
}

/// Says where the chain of a log is broken: entries in order, from the first one on.
///
/// # Errors
/// Names the first entry that is not what it was, or that does not follow the one before.
pub fn verify_chain(entries: &[Entry], (seq, hash): (i64, String)) -> Result<(i64, String)> {
    let mut chain = Chain { seq, hash };
    entries.iter().try_for_each(|entry| chain.follow(entry))?;
    Ok((chain.seq, chain.hash))
}
