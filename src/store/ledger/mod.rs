//! The ledger: releases, who may do what, and a log of everything that was done, in SQL.
//!
//! SQLite or PostgreSQL by URL, through the same statements. Every change goes through a
//! [`Write`], which holds the ledger's head until it commits: changes are one after the other, and
//! each is in the log or did not happen. Reading waits for nobody.

mod access;
mod audit;
mod consumers;
mod copy;
mod releases;
mod secrets;
mod tokens;
mod write;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8Path;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Row as _, Transaction};

pub use access::Grant;
pub use audit::{Chain, Entry, Outcome, verify_chain};
pub use consumers::Consumer;
pub use copy::{CopyIn, LedgerCopy, TABLES, TableCopy};
pub use releases::{NewRelease, Release, ReleaseDetails};
pub use tokens::Token;
pub use write::{By, Write};

use super::private::make_private_file;
use crate::error::{Error, Result};

/// How long a statement may wait for a connection, and SQLite for another process's write.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most connections to the database.
const MAX_CONNECTIONS: u32 = 8;

/// What each connection to SQLite is told: readers never wait for the writer, and what was committed
/// is on the disk.
const FOR_SQLITE: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// What each connection to PostgreSQL is told: a server that is gone holds nobody up for long, and
/// what was committed is on the disk whatever the database is set to.
const FOR_POSTGRES: &str = "SET lock_timeout = '5s'; SET statement_timeout = '60s'; \
    SET idle_in_transaction_session_timeout = '15s'; SET synchronous_commit = on;";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/store/ledger/migrations");

/// The ledger of a registry.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: AnyPool,
    is_sqlite: bool,
    /// Writers of this process wait here, in the order in which they came, and not in the database,
    /// where each would hold a connection that a reader needs.
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl Ledger {
    /// Opens the ledger at a URL, `sqlite:///path/ledger.db` or `postgres://…`, and brings its
    /// tables up to date; a file that does not exist is made.
    ///
    /// # Errors
    /// When the database cannot be reached, or was made by a newer version.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        if !is_sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(Error::usage("the database is neither SQLite nor PostgreSQL")
                .hint("give a URL like sqlite:///var/lib/pave/ledger.db or postgres://HOST/NAME"));
        }
        if let Some(file) = file_of(url) {
            // The keys that releases are signed with are in it.
            make_private_file(Utf8Path::new(file)).map_err(|e| {
                Error::io(format!("cannot write the database {file}"), e)
                    .hint("--data names another folder, and --database another database")
            })?;
        }
        let options = AnyConnectOptions::from_str(url)
            .map_err(|e| Error::usage("the database's URL cannot be read").caused_by(e))?;
        let pool = AnyPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    let told = if is_sqlite { FOR_SQLITE } else { FOR_POSTGRES };
                    sqlx::raw_sql(told).execute(connection).await?;
                    Ok(())
                })
            })
            .connect_with(options.clone())
            .await;
        let pool = match pool {
            Ok(pool) => pool,
            Err(error) => return Err(unreachable(url, &options, error).await),
        };
        if !is_sqlite {
            let encoding = sqlx::query("SHOW server_encoding").fetch_one(&pool).await;
            let encoding: String = encoding.and_then(|row| row.try_get(0)).map_err(failed)?;
            if encoding != "UTF8" {
                let what = format!("the database keeps text as {encoding}, which is not enough");
                return Err(Error::usage(what)
                    .hint("CREATE DATABASE pave ENCODING 'UTF8' TEMPLATE template0"));
            }
        }
        MIGRATIONS
            .run(&pool)
            .await
            .map_err(|e| Error::io("the database's tables cannot be brought up to date", e))?;
        Ok(Self { pool, is_sqlite, writing: Arc::default() })
    }

    /// Begins a transaction that writes.
    async fn begin(&self) -> Result<Transaction<'static, Any>> {
        // SQLite has one writer, who says so at once: a reader that becomes a writer may fail.
        let begun = if self.is_sqlite {
            self.pool.begin_with("BEGIN IMMEDIATE").await
        } else {
            self.pool.begin().await
        };
        begun.map_err(failed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(drop).map_err(failed)
    }

    /// The number of the last entry of the log.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self) -> Result<i64> {
        Ok(self.last().await?.0)
    }

    /// Waits for what is being done and closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The file that a URL of SQLite names, where it may make one.
fn file_of(url: &str) -> Option<&str> {
    let (file, options) = url.strip_prefix("sqlite:")?.split_once('?')?;
    let makes = options.split('&').any(|option| option == "mode=rwc");
    (makes && !file.contains('%')).then(|| file.strip_prefix("//").unwrap_or(file))
}

/// Why a database cannot be used that somebody has just named. A pool says no more than that it
/// waited too long; one connection says why.
async fn unreachable(url: &str, options: &AnyConnectOptions, error: sqlx::Error) -> Error {
    let mut why = error;
    if matches!(why, sqlx::Error::PoolTimedOut) {
        let tried = tokio::time::timeout(PATIENCE, AnyConnection::connect_with(options)).await;
        if let Ok(Err(error)) = tried {
            why = error;
        }
    }
    let host = super::host_of(url).unwrap_or_else(|| "this machine".to_owned());
    let error = Error::io(format!("the database on {host} cannot be used"), why);
    error.hint("--database, PAVE_DATABASE or the configuration file name it")
}

/// What the database said, as an error of ours; the text of a statement never reaches a client.
fn failed(e: sqlx::Error) -> Error {
    Error::io("the registry's database does not answer", e)
}
