//! A change to the ledger: whole, alone, and in the log.

use sqlx::{Any, Row as _, Transaction};

use super::audit::{Entry, Outcome};
use super::{Ledger, PATIENCE, failed};
use crate::error::{Error, Result};

/// Who changes something, when, and in which request.
#[derive(Debug, Clone)]
pub struct By {
    /// The caller: `token:ci`, `oidc:…`, `pave`.
    pub actor: String,
    /// The id of the request; empty for the command line.
    pub request: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// A change that is being made. It holds the ledger's head until it is committed or dropped.
#[derive(Debug)]
pub struct Write {
    pub(super) tx: Transaction<'static, Any>,
    by: By,
    /// The last entry of the log: its number and its hash.
    seq: i64,
    hash: String,
    recorded: bool,
    _alone: tokio::sync::OwnedMutexGuard<()>,
}

impl Ledger {
    /// Starts a change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self, by: &By) -> Result<Write> {
        let alone = self.alone().await?;
        let mut tx = self.begin().await?;
        // Locks the row until the end, in PostgreSQL.
        let lock = "UPDATE head SET seq = seq WHERE id = 1";
        sqlx::query(lock).execute(&mut *tx).await.map_err(failed)?;
        let head = sqlx::query("SELECT seq, hash FROM head WHERE id = 1");
        let head = head.fetch_one(&mut *tx).await.map_err(failed)?;
        let seq = head.try_get(0).map_err(failed)?;
        let hash = head.try_get(1).map_err(failed)?;
        Ok(Write { tx, by: by.clone(), seq, hash, recorded: false, _alone: alone })
    }

    /// Waits until nobody else of this process writes.
    pub(super) async fn alone(&self) -> Result<tokio::sync::OwnedMutexGuard<()>> {
        let alone = self.writing.clone().lock_owned();
        // Whoever writes may wait for a database that has vanished; nobody waits behind it as long.
        tokio::time::timeout(PATIENCE, alone).await.map_err(|late| {
            Error::io("the registry's database is busy", late).hint("ask again in a moment")
        })
    }

    /// Puts a refusal in the log.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refused(&self, by: &By, action: &str, subject: &str, why: &str) -> Result<()> {
        let mut write = self.write(by).await?;
        let detail = serde_json::json!({ "reason": why });
        write.record(action, subject, Outcome::Refused, &detail).await?;
        write.commit().await
    }
}

impl Write {
    /// Who makes the change.
    #[must_use]
    pub fn by(&self) -> &By {
        &self.by
    }

    /// Puts what is being done in the log; returns the entry's number, which the rows that it
    /// changes keep.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn record(
        &mut self,
        action: &str,
        subject: &str,
        outcome: Outcome,
        detail: &serde_json::Value,
    ) -> Result<i64> {
        let entry = Entry::after(
            (self.seq, std::mem::take(&mut self.hash)),
            &self.by,
            (action, subject, outcome),
            detail.to_string(),
        );
        entry.insert(&mut self.tx).await?;
        self.seq = entry.seq;
        self.hash = entry.hash;
        self.recorded = true;
        Ok(self.seq)
    }

    /// Makes the change true.
    ///
    /// # Errors
    /// When the database does not answer; then it did not happen, or is in the log.
    ///
    /// # Panics
    /// When nothing was recorded: a change that is in no log is a bug.
    pub async fn commit(mut self) -> Result<()> {
        assert!(self.recorded, "a change to the ledger is in its log");
        let head = "UPDATE head SET seq = $1, hash = $2 WHERE id = 1";
        let head = sqlx::query(head).bind(self.seq).bind(&self.hash);
        head.execute(&mut *self.tx).await.map_err(failed)?;
        self.tx.commit().await.map_err(failed)
    }
}
