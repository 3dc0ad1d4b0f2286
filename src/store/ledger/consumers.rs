//! Who has installed which release.

use std::collections::{BTreeMap, HashMap};

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Ledger, failed};
use crate::error::Result;

/// Somebody who has installed a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// The version.
    pub version: String,
    /// Who: the name by which the registry knows the caller; empty for callers without one.
    pub consumer: String,
    /// The first time, in milliseconds since 1970.
    pub first_seen: i64,
    /// The last time.
    pub last_seen: i64,
    /// How often.
    pub downloads: i64,
}

impl Consumer {
    fn of(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            module: row.try_get(0)?,
            version: row.try_get(1)?,
            consumer: row.try_get(2)?,
            first_seen: row.try_get(3)?,
            last_seen: row.try_get(4)?,
            downloads: row.try_get(5)?,
        })
    }
}

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

const COLUMNS: &str = "module, version, consumer, first_seen, last_seen, downloads";

impl Ledger {
    /// Adds what was downloaded to what is known.
    ///
    /// # Errors
    /// When the database does not answer; nothing of it is kept then.
    pub async fn add_downloads(&self, seen: &[Consumer]) -> Result<()> {
        // One at a time and in order, so that two servers never wait for each other in a circle.
        let mut seen: Vec<&Consumer> = seen.iter().collect();
        seen.sort_by_key(|c| (&c.module, &c.version, &c.consumer));
        let _alone = self.alone().await?;
        let mut tx = self.begin().await?;
        for c in &seen {
            sqlx::query(
                "INSERT INTO consumers (module, version, consumer, first_seen, last_seen, \
                 downloads) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (module, version, consumer) DO UPDATE SET \
                 last_seen = excluded.last_seen, \
                 downloads = consumers.downloads + excluded.downloads",
            )
            .bind(&c.module)
            .bind(&c.version)
            .bind(&c.consumer)
            .bind(c.first_seen)
            .bind(c.last_seen)
            .bind(c.downloads)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        }
        let mut days: BTreeMap<(&str, i64), i64> = BTreeMap::new();
        for c in &seen {
            *days.entry((&c.module, c.last_seen.div_euclid(DAY))).or_default() += c.downloads;
        }
        for ((module, day), downloads) in days {
            sqlx::query(
                "INSERT INTO downloads (module, day, downloads) VALUES ($1, $2, $3) \
                 ON CONFLICT (module, day) DO UPDATE SET \
                 downloads = downloads.downloads + excluded.downloads",
            )
            .bind(module)
            .bind(day)
            .bind(downloads)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    /// Who has installed a module, by version and name; of all modules when none is named.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn consumers(&self, module: Option<&str>) -> Result<Vec<Consumer>> {
        let order = "ORDER BY module, version, consumer";
        let text = match module {
            Some(_) => format!("SELECT {COLUMNS} FROM consumers WHERE module = $1 {order}"),
            None => format!("SELECT {COLUMNS} FROM consumers {order}"),
        };
        let query = sqlx::query(sqlx::AssertSqlSafe(text));
        let query = match module {
            Some(module) => query.bind(module),
            None => query,
        };
        let rows = query.fetch_all(&self.pool).await.map_err(failed)?;
        rows.iter().map(Consumer::of).collect::<Result<_, _>>().map_err(failed)
    }

    /// The versions of a module that somebody has installed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn versions_of_consumer(&self, module: &str, consumer: &str) -> Result<Vec<String>> {
        let text = "SELECT version FROM consumers WHERE module = $1 AND consumer = $2";
        let rows = sqlx::query(text).bind(module).bind(consumer);
        let rows = rows.fetch_all(&self.pool).await.map_err(failed)?;
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(failed)
    }

    /// How often modules were downloaded since a day, counted from 1970, or ever; those that were
    /// not are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn downloads(&self, modules: &[&str], since: i64) -> Result<HashMap<String, i64>> {
        if modules.is_empty() {
            return Ok(HashMap::new());
        }
        let places: Vec<String> = (2..modules.len() + 2).map(|i| format!("${i}")).collect();
        let text = format!(
            "SELECT module, CAST(SUM(downloads) AS BIGINT) FROM downloads \
             WHERE day >= $1 AND module IN ({}) GROUP BY module",
            places.join(", ")
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(since);
        let query = modules.iter().fold(query, |query, module| query.bind(*module));
        let rows = query.fetch_all(&self.pool).await.map_err(failed)?;
        let of = |row: &AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
        rows.iter().map(of).collect::<Result<_, sqlx::Error>>().map_err(failed)
    }
}
