//! Tokens and grants as the API tells them, the same for the server that writes them and the
//! program that reads them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Index;
use crate::store::ledger::Token;

/// The tokens, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokensView {
    /// Each of them, those that ended or were revoked too.
    pub tokens: Vec<TokenView>,
}

/// A token, without its text: nobody can be told that again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenView {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Whose it is or what it is for.
    pub name: String,
    /// What it allows: `read`, `publish`, `approve`, `admin`.
    pub scopes: Vec<String>,
    /// The namespaces that it is for; all when there are none.
    pub namespaces: Vec<String>,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// Who made it.
    pub created_by: String,
    /// When, in milliseconds since 1970.
    pub created: i64,
    /// When it ends; 0 for never.
    pub expires: i64,
    /// When it was revoked; 0 when it was not.
    pub revoked: i64,
}

impl From<&Token> for TokenView {
    fn from(token: &Token) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Self {
            id: token.id.clone(),
            name: token.name.clone(),
            scopes: words(&token.scopes),
            namespaces: words(&token.namespaces),
            groups: words(&token.groups),
            created_by: token.created_by.clone(),
            created: token.created,
            expires: token.expires,
            revoked: token.revoked,
        }
    }
}

/// Who may use what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GrantsView {
    /// The namespaces and modules that are limited, by path.
    pub access: Vec<GrantView>,
}

/// Who may use a namespace or a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GrantView {
    /// `namespace`, or `namespace/name/system`.
    pub path: String,
    /// The groups; everybody who may read when there are none.
    pub groups: Vec<String>,
}

/// Who is to use a namespace or a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    /// The groups; everybody who may read when there are none.
    pub groups: Vec<String>,
}

impl TokensView {
    /// The tokens of an index.
    #[must_use]
    pub fn of(index: &Index) -> Self {
        Self { tokens: index.tokens().into_iter().map(|token| TokenView::from(&**token)).collect() }
    }
}

impl GrantsView {
    /// What is limited in an index.
    #[must_use]
    pub fn of(index: &Index) -> Self {
        let limited = index.grants().iter().filter(|(_, groups)| !groups.is_empty());
        let grant = |(path, groups): (&String, &Vec<String>)| GrantView {
            path: path.clone(),
            groups: groups.clone(),
        };
        Self { access: limited.map(grant).collect() }
    }
}
