//! Which namespaces and modules are for certain groups only.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Ledger, Write, failed};
use crate::error::Result;

/// Who may use a namespace or a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// `namespace`, or `namespace/name/system`.
    pub path: String,
    /// The groups, separated by spaces; empty for everyone.
    pub groups: String,
    /// The entry of the log by which it came to be what it is.
    pub changed: i64,
}

impl Ledger {
    /// The grants that changed after an entry of the log; all of them after 0.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn access_since(&self, entry: i64) -> Result<Vec<Grant>> {
        let text = "SELECT path, groups, changed FROM access WHERE changed > $1 ORDER BY path";
        let rows = sqlx::query(text).bind(entry).fetch_all(&self.pool).await.map_err(failed)?;
        let of = |row: &AnyRow| {
            Ok(Grant { path: row.try_get(0)?, groups: row.try_get(1)?, changed: row.try_get(2)? })
        };
        rows.iter().map(of).collect::<Result<_, _>>().map_err(failed)
    }
}

impl Write {
    /// Says who may use a namespace or a module from now on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_access(&mut self, path: &str, groups: &str, changed: i64) -> Result<()> {
        let text = "INSERT INTO access (path, groups, changed) VALUES ($1, $2, $3) \
                    ON CONFLICT (path) DO UPDATE SET groups = excluded.groups, \
                    changed = excluded.changed";
        let set = sqlx::query(text).bind(path).bind(groups).bind(changed);
        set.execute(&mut *self.tx).await.map(drop).map_err(failed)
    }
}
