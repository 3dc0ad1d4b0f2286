//! The releases in the ledger.

use std::sync::LazyLock;

use futures_util::TryStreamExt as _;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Ledger, Write, failed};
use crate::error::Result;

/// What every server keeps in memory of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The module, `namespace/name/system`.
    pub module: String,
    /// Its version.
    pub version: String,
    /// `draft`, `in-review`, `approved`, `deprecated`, `revoked` or `deleted`.
    pub state: String,
    /// Why it is deprecated, revoked or deleted; empty otherwise.
    pub reason: String,
    /// What to use instead; empty when nothing is named.
    pub successor: String,
    /// The day until which a deprecated release may be used; empty when none is named.
    pub until: String,
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// The archive's size.
    pub archive_bytes: i64,
    /// The tree hash, `h1:…`.
    pub tree: String,
    /// SHA-256 of the archive of everything that was published, tests and card included, in hex.
    pub source: String,
    /// Its size.
    pub source_bytes: i64,
    /// One sentence that says what it is.
    pub summary: String,
    /// The words by which it is found besides its name, separated by line breaks.
    pub words: String,
    /// What a list shows of it besides, JSON; empty when there is nothing.
    pub glance: String,
    /// Who published it.
    pub published_by: String,
    /// When, in milliseconds since 1970.
    pub published: i64,
    /// Who approved it; empty when nobody did.
    pub approved_by: String,
    /// When; 0 when nobody did.
    pub approved: i64,
    /// The entry of the log by which it came to be what it is.
    pub changed: i64,
}

/// What is kept of a release and read when somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseDetails {
    /// What is shown of it, JSON; made of the source, and can be made again.
    pub details: String,
    /// What was signed, JSON, byte for byte.
    pub statement: String,
    /// The signature of the statement, base64.
    pub signature: String,
}

/// A release that comes into being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// What is kept in memory; `changed` is set when it is written.
    pub release: Release,
    /// The rest.
    pub details: ReleaseDetails,
}

const COLUMNS: &str = "module, version, state, reason, successor, until, archive, archive_bytes, \
    tree, source, source_bytes, summary, words, glance, published_by, published, approved_by, \
    approved, changed";

/// A release as one value, which [`Release::unpacked`] reads: each column as its length in bytes, a
/// colon and its text. The driver hands over every value by itself, and nineteen of
/// them for each of a hundred thousand releases are most of a start.
static PACKED: LazyLock<String> = LazyLock::new(|| {
    let packed = |column| format!("octet_length(CAST({column} AS TEXT)) || ':' || {column}");
    COLUMNS.split(", ").map(packed).collect::<Vec<_>>().join(" || ")
});

impl Release {
    fn unpacked(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let packed: &str = row.try_get(0)?;
        let release = Self::read(&mut Fields(packed));
        release.ok_or_else(|| sqlx::Error::Decode("a release that is none".into()))
    }

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            module: fields.text()?,
            version: fields.text()?,
            state: fields.text()?,
            reason: fields.text()?,
            successor: fields.text()?,
            until: fields.text()?,
            archive: fields.text()?,
            archive_bytes: fields.number()?,
            tree: fields.text()?,
            source: fields.text()?,
            source_bytes: fields.number()?,
            summary: fields.text()?,
            words: fields.text()?,
            glance: fields.text()?,
            published_by: fields.text()?,
            published: fields.number()?,
            approved_by: fields.text()?,
            approved: fields.number()?,
            changed: fields.number()?,
        })
    }
}

/// What is left of a value that [`PACKED`] makes.
struct Fields<'p>(&'p str);

impl<'p> Fields<'p> {
    fn next(&mut self) -> Option<&'p str> {
        let (length, rest) = self.0.split_once(':')?;
        let (field, rest) = rest.split_at_checked(length.parse().ok()?)?;
        self.0 = rest;
        Some(field)
    }

    fn text(&mut self) -> Option<String> {
        self.next().map(str::to_owned)
    }

    fn number(&mut self) -> Option<i64> {
        self.next()?.parse().ok()
    }
}

impl Ledger {
    /// The releases that changed after an entry of the log; all of them after 0.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn releases_since(&self, entry: i64) -> Result<Vec<Release>> {
        let text = format!("SELECT {} FROM releases WHERE changed > $1", *PACKED);
        // One row after the other: a row on its way takes several times the room of a release.
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(entry).fetch(&self.pool);
        let mut releases = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            releases.push(Release::unpacked(&row).map_err(failed)?);
        }
        Ok(releases)
    }

    /// What else is kept of a release.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn details(&self, module: &str, version: &str) -> Result<Option<ReleaseDetails>> {
        let text = "SELECT details, statement, signature FROM releases \
                    WHERE module = $1 AND version = $2";
        let row = sqlx::query(text).bind(module).bind(version);
        let row = row.fetch_optional(&self.pool).await.map_err(failed)?;
        let of = |row: &AnyRow| {
            Ok::<_, sqlx::Error>(ReleaseDetails {
                details: row.try_get(0)?,
                statement: row.try_get(1)?,
                signature: row.try_get(2)?,
            })
        };
        row.as_ref().map(of).transpose().map_err(failed)
    }
}

impl Write {
    /// Every release of a module, as it is now; nobody changes them before this write ends.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn releases(&mut self, module: &str) -> Result<Vec<Release>> {
        let text = format!("SELECT {} FROM releases WHERE module = $1", *PACKED);
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(module);
        let rows = rows.fetch_all(&mut *self.tx).await.map_err(failed)?;
        rows.iter().map(Release::unpacked).collect::<Result<_, _>>().map_err(failed)
    }

    /// Whether a release that was not deleted names an archive.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn names_archive(&mut self, archive: &str) -> Result<bool> {
        let text = "SELECT 1 FROM releases \
                    WHERE (archive = $1 OR source = $1) AND state <> 'deleted' LIMIT 1";
        let row = sqlx::query(text).bind(archive).fetch_optional(&mut *self.tx).await;
        row.map(|row| row.is_some()).map_err(failed)
    }

    /// Takes a module's name, unless one that looks like it has it; returns who has it then.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn claim(&mut self, module: &str) -> Result<Option<String>> {
        // In the registry's names `_` and `-` are told apart by nobody.
        let folded = module.to_ascii_lowercase().replace('_', "-");
        let taken = sqlx::query("SELECT module FROM modules WHERE folded = $1").bind(&folded);
        let taken = taken.fetch_optional(&mut *self.tx).await.map_err(failed)?;
        if let Some(row) = taken {
            let owner: String = row.try_get(0).map_err(failed)?;
            return Ok((owner != module).then_some(owner));
        }
        let at = self.by().at;
        let text = "INSERT INTO modules (module, folded, created) VALUES ($1, $2, $3)";
        let insert = sqlx::query(text).bind(module).bind(&folded).bind(at);
        insert.execute(&mut *self.tx).await.map_err(failed)?;
        Ok(None)
    }

    /// Adds a release, which came to be with entry `changed` of the log.
    ///
    /// # Errors
    /// When there is one of that version, or the database does not answer.
    pub async fn insert_release(&mut self, new: &NewRelease, changed: i64) -> Result<()> {
        insert(&mut self.tx, new, changed).await.map_err(failed)
    }

    /// Changes the state of a release, and what goes with it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn update_release(&mut self, release: &Release, changed: i64) -> Result<()> {
        sqlx::query(
            "UPDATE releases SET state = $3, reason = $4, successor = $5, until = $6, \
             approved_by = $7, approved = $8, changed = $9 WHERE module = $1 AND version = $2",
        )
        .bind(&release.module)
        .bind(&release.version)
        .bind(&release.state)
        .bind(&release.reason)
        .bind(&release.successor)
        .bind(&release.until)
        .bind(&release.approved_by)
        .bind(release.approved)
        .bind(changed)
        .execute(&mut *self.tx)
        .await
        .map(drop)
        .map_err(failed)
    }
}

async fn insert(
    tx: &mut Transaction<'static, Any>,
    NewRelease { release, details }: &NewRelease,
    changed: i64,
) -> Result<(), sqlx::Error> {
    let text = format!(
        "INSERT INTO releases ({COLUMNS}, details, statement, signature) VALUES ($1, $2, $3, $4, \
         $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
         $22)"
    );
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(&release.module)
        .bind(&release.version)
        .bind(&release.state)
        .bind(&release.reason)
        .bind(&release.successor)
        .bind(&release.until)
        .bind(&release.archive)
        .bind(release.archive_bytes)
        .bind(&release.tree)
        .bind(&release.source)
        .bind(release.source_bytes)
        .bind(&release.summary)
        .bind(&release.words)
        .bind(&release.glance)
        .bind(&release.published_by)
        .bind(release.published)
        .bind(&release.approved_by)
        .bind(release.approved)
        .bind(changed)
        .bind(&details.details)
        .bind(&details.statement)
        .bind(&details.signature)
        .execute(&mut **tx)
        .await
        .map(drop)
}
