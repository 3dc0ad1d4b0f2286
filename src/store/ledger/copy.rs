//! The whole ledger as rows of JSON, out of one database and into another.
//!
//! Knows no column by name: what a table has is what is copied, between SQLite and PostgreSQL too.

use std::collections::BTreeSet;
use std::fs::File;

use futures_util::TryStreamExt as _;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Any, Column as _, Row as _, Transaction, ValueRef as _};

use super::audit::Chain;
use super::{Entry, Ledger, failed};
use crate::error::{Error, Result};
use crate::store::backup::{Rows, spool, spool_row};

/// Every table, those that others name first. A test compares it with what is in the database.
pub const TABLES: &[&str] = &[
    "head",
    "audit",
    "modules",
    "releases",
    "consumers",
    "downloads",
    "tokens",
    "access",
    "secrets",
    "used",
];

/// A copy may take as long as it takes, in PostgreSQL too.
const PATIENT: &str = "SET LOCAL statement_timeout = 0; \
    SET LOCAL idle_in_transaction_session_timeout = 0;";

/// The whole ledger as it was at one moment.
#[derive(Debug)]
pub struct LedgerCopy {
    /// The last entry of its log.
    pub seq: i64,
    /// The archives that its releases name, without those of deleted ones.
    pub archives: BTreeSet<String>,
    /// Its tables, in the order of [`TABLES`].
    pub tables: Vec<TableCopy>,
}

/// The rows of a table on their way into a backup.
#[derive(Debug)]
pub struct TableCopy {
    /// The table.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// The rows, a line of JSON each; stands at its end.
    pub lines: File,
}

impl Ledger {
    /// Every row as it was at one moment; writers go on meanwhile.
    ///
    /// # Errors
    /// When the database does not answer, or the system has no room.
    pub async fn copy_out(&self) -> Result<LedgerCopy> {
        // What the first statement sees is what all see.
        let mut tx = if self.is_sqlite {
            self.pool.begin().await.map_err(failed)?
        } else {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            self.pool.begin_with(begin).await.map_err(failed)?
        };
        self.be_patient(&mut tx).await?;
        let head = sqlx::query("SELECT seq FROM head WHERE id = 1").fetch_one(&mut *tx).await;
        let seq = head.and_then(|row| row.try_get(0)).map_err(failed)?;
        let archives = archives(&mut tx).await?;
        let mut tables = Vec::new();
        for table in TABLES {
            let mut lines = spool()?;
            let mut count = 0;
            let text = format!("SELECT * FROM {table} ORDER BY 1, 2");
            let query = sqlx::query(sqlx::AssertSqlSafe(text));
            let mut rows = query.fetch(&mut *tx);
            while let Some(row) = rows.try_next().await.map_err(failed)? {
                spool_row(&mut lines, &as_json(&row)?)?;
                count += 1;
            }
            drop(rows);
            let lines = lines.into_inner();
            let lines =
                lines.map_err(|e| Error::io("cannot write a temporary file", e.into_error()))?;
            tables.push(TableCopy { table, rows: count, lines });
        }
        tx.rollback().await.map_err(failed)?;
        Ok(LedgerCopy { seq, archives, tables })
    }

    async fn be_patient(&self, tx: &mut Transaction<'static, Any>) -> Result<()> {
        if self.is_sqlite {
            return Ok(());
        }
        sqlx::raw_sql(PATIENT).execute(&mut **tx).await.map(drop).map_err(failed)
    }

    /// Begins to fill a ledger in which nothing was ever done.
    ///
    /// # Errors
    /// When something was, or the database does not answer.
    pub async fn copy_in(&self) -> Result<CopyIn> {
        let mut tx = self.begin().await?;
        self.be_patient(&mut tx).await?;
        let lock = "UPDATE head SET seq = seq WHERE id = 1";
        sqlx::query(lock).execute(&mut *tx).await.map_err(failed)?;
        let head = sqlx::query("SELECT seq FROM head WHERE id = 1").fetch_one(&mut *tx).await;
        let seq: i64 = head.and_then(|row| row.try_get(0)).map_err(failed)?;
        if seq != 0 {
            return Err(Error::refused("the database holds a registry already")
                .hint("a backup goes into a new database: name another, or an empty data folder"));
        }
        for table in TABLES.iter().rev() {
            let clear = format!("DELETE FROM {table}");
            sqlx::query(sqlx::AssertSqlSafe(clear)).execute(&mut *tx).await.map_err(failed)?;
        }
        Ok(CopyIn { tx, chain: Chain::default(), head: None })
    }
}

/// A ledger that is being filled. Dropped before its end, it is as empty as before.
#[derive(Debug)]
pub struct CopyIn {
    tx: Transaction<'static, Any>,
    chain: Chain,
    head: Option<(i64, String)>,
}

impl CopyIn {
    /// Adds the rows of a table; returns how many.
    ///
    /// # Errors
    /// When they cannot be read, are none of ours, or the log among them is not whole.
    pub async fn table(&mut self, table: &str, rows: &mut dyn Rows) -> Result<u64> {
        let wrong = || Error::refused(format!("the backup's table `{table}` cannot be read"));
        let Some(table) = TABLES.iter().find(|known| **known == table) else {
            return Err(wrong().hint("it was made by a newer version of pave"));
        };
        let mut count = 0;
        while let Some(line) = rows.next_row()? {
            let row: Map<String, Value> =
                serde_json::from_str(&line).map_err(|e| wrong().caused_by(e))?;
            let text = |key| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            match *table {
                "audit" => {
                    let entry: Entry = serde_json::from_value(Value::Object(row.clone()))
                        .map_err(|e| wrong().caused_by(e))?;
                    self.chain.follow(&entry)?;
                }
                "head" => {
                    let seq = row.get("seq").and_then(Value::as_i64).unwrap_or_default();
                    self.head = Some((seq, text("hash")));
                }
                _ => {}
            }
            self.insert(table, &row).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn insert(&mut self, table: &str, row: &Map<String, Value>) -> Result<()> {
        let is_column = |name: &&String| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        if let Some(odd) = row.keys().find(|name| !is_column(name)) {
            return Err(Error::refused(format!("the backup names a column `{odd}`")));
        }
        let columns: Vec<&str> = row.keys().map(String::as_str).collect();
        let mut number = 0;
        let places: Vec<String> = row
            .values()
            .map(|value| match value {
                Value::Null => "NULL".to_owned(),
                _ => {
                    number += 1;
                    format!("${number}")
                }
            })
            .collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        let text = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for value in row.values() {
            query = match value {
                Value::Null => query,
                Value::Number(number) => query.bind(number.as_i64().unwrap_or_default()),
                Value::String(text) => query.bind(text.clone()),
                other => query.bind(other.to_string()),
            };
        }
        query.execute(&mut *self.tx).await.map(drop).map_err(failed)
    }

    /// The archives that its releases name, without those of deleted ones.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn archives(&mut self) -> Result<BTreeSet<String>> {
        archives(&mut self.tx).await
    }

    /// Makes it true.
    ///
    /// # Errors
    /// When the log does not end where the ledger says, or the database does not answer.
    pub async fn finish(self) -> Result<()> {
        let Self { tx, chain, head } = self;
        chain.ends_at(head.ok_or_else(|| Error::refused("the backup has no head of the log"))?)?;
        tx.commit().await.map_err(failed)
    }
}

async fn archives(tx: &mut Transaction<'static, Any>) -> Result<BTreeSet<String>> {
    let text = "SELECT archive, source FROM releases WHERE state <> 'deleted'";
    let mut rows = sqlx::query(text).fetch(&mut **tx);
    let mut archives = BTreeSet::new();
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        archives.insert(row.try_get(0).map_err(failed)?);
        archives.insert(row.try_get(1).map_err(failed)?);
    }
    Ok(archives)
}

fn as_json(row: &AnyRow) -> Result<Value> {
    let mut object = Map::new();
    for (i, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(i).map_err(failed)?;
        let value = if raw.is_null() {
            Value::Null
        } else if let Ok(number) = row.try_get::<i64, _>(i) {
            number.into()
        } else {
            row.try_get::<String, _>(i).map_err(failed)?.into()
        };
        object.insert(column.name().to_owned(), value);
    }
    Ok(Value::Object(object))
}
