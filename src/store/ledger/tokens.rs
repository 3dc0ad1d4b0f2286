//! The tokens in the ledger; of a token's text only its hash is kept.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Ledger, Write, failed};
use crate::error::Result;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Whose or what for.
    pub name: String,
    /// SHA-256 of its text, in hex.
    pub hash: String,
    /// What it allows, separated by spaces: `read publish approve admin`.
    pub scopes: String,
    /// The namespaces that it is for, separated by spaces; empty for all.
    pub namespaces: String,
    /// The groups that it is in, separated by spaces.
    pub groups: String,
    /// Who made it.
    pub created_by: String,
    /// When, in milliseconds since 1970.
    pub created: i64,
    /// When it ends; 0 for never.
    pub expires: i64,
    /// When it was revoked; 0 when it was not.
    pub revoked: i64,
    /// The entry of the log by which it came to be what it is.
    pub changed: i64,
}

/// What the maker of a token begins with that somebody got who had signed in with another; the id of
/// that follows.
const LOGIN: &str = "login:";

const COLUMNS: &str = "id, name, hash, scopes, namespaces, groups, created_by, created, expires, \
    revoked, changed";

impl Token {
    /// The maker of the tokens that somebody gets who has signed in with this one.
    #[must_use]
    pub fn as_maker(&self) -> String {
        format!("{LOGIN}{}", self.id)
    }

    /// Whether somebody got it who had signed in with another.
    #[must_use]
    pub fn is_of_login(&self) -> bool {
        self.created_by.starts_with(LOGIN)
    }

    fn of(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            hash: row.try_get(2)?,
            scopes: row.try_get(3)?,
            namespaces: row.try_get(4)?,
            groups: row.try_get(5)?,
            created_by: row.try_get(6)?,
            created: row.try_get(7)?,
            expires: row.try_get(8)?,
            revoked: row.try_get(9)?,
            changed: row.try_get(10)?,
        })
    }
}

impl Ledger {
    /// The tokens that changed after an entry of the log; all of them after 0.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tokens_since(&self, entry: i64) -> Result<Vec<Token>> {
        let text = format!("SELECT {COLUMNS} FROM tokens WHERE changed > $1 ORDER BY created, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(entry);
        let rows = rows.fetch_all(&self.pool).await.map_err(failed)?;
        rows.iter().map(Token::of).collect::<Result<_, _>>().map_err(failed)
    }
}

impl Write {
    /// Adds a token.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn insert_token(&mut self, token: &Token, changed: i64) -> Result<()> {
        let text = format!(
            "INSERT INTO tokens ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(&token.id)
            .bind(&token.name)
            .bind(&token.hash)
            .bind(&token.scopes)
            .bind(&token.namespaces)
            .bind(&token.groups)
            .bind(&token.created_by)
            .bind(token.created)
            .bind(token.expires)
            .bind(token.revoked)
            .bind(changed)
            .execute(&mut *self.tx)
            .await
            .map(drop)
            .map_err(failed)
    }

    /// Whether a token was not revoked.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_unrevoked(&mut self, id: &str) -> Result<bool> {
        let found = sqlx::query("SELECT id FROM tokens WHERE id = $1 AND revoked = 0").bind(id);
        let found = found.fetch_optional(&mut *self.tx).await.map_err(failed)?;
        Ok(found.is_some())
    }

    /// Revokes a token, with those that somebody got who had signed in with it; says whether there
    /// was one that still stood.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_token(&mut self, id: &str, changed: i64) -> Result<bool> {
        let text = "UPDATE tokens SET revoked = $2, changed = $3 \
            WHERE (id = $1 OR created_by = $4) AND revoked = 0";
        let maker = format!("{LOGIN}{id}");
        let done = sqlx::query(text).bind(id).bind(self.by().at).bind(changed).bind(maker);
        let done = done.execute(&mut *self.tx).await.map_err(failed)?;
        Ok(done.rows_affected() > 0)
    }
}
