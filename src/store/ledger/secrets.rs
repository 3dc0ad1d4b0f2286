//! Keys that all servers of a registry share, and codes that may be used once.

use sqlx::Row as _;

use super::{Ledger, failed};
use crate::error::Result;

impl Ledger {
    /// The secret of that name; `fresh` becomes it where there is none yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn secret(&self, name: &str, fresh: &str) -> Result<String> {
        // Two servers that start together end with the same one.
        let text =
            "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let insert = sqlx::query(text).bind(name).bind(fresh);
        insert.execute(&self.pool).await.map_err(failed)?;
        let row = sqlx::query("SELECT value FROM secrets WHERE name = $1").bind(name);
        row.fetch_one(&self.pool).await.and_then(|row| row.try_get(0)).map_err(failed)
    }

    /// Marks a code as used; says whether it was not before. `expires` is when it can be forgotten.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn use_once(&self, id: &str, expires: i64, now: i64) -> Result<bool> {
        let forget = sqlx::query("DELETE FROM used WHERE expires < $1").bind(now);
        forget.execute(&self.pool).await.map_err(failed)?;
        let text = "INSERT INTO used (id, expires) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
        let done = sqlx::query(text).bind(id).bind(expires);
        let done = done.execute(&self.pool).await.map_err(failed)?;
        Ok(done.rows_affected() > 0)
    }
}
