//! Who asks, and what they may do.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Something that a caller may be allowed to do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// See modules and install them.
    Read,
    /// Publish releases.
    Publish,
    /// Approve, deprecate and revoke releases.
    Approve,
    /// Everything, tokens and access included.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Publish, Self::Approve, Self::Admin];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Publish => "publish",
            Self::Approve => "approve",
            Self::Admin => "admin",
        }
    }
}

/// A set of scopes. Whoever may change something may read; who may do everything may do each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// These scopes, with what goes with them.
    #[must_use]
    pub fn of(scopes: &[Scope]) -> Self {
        let bits = |scope: &Scope| match scope {
            Scope::Read => 0b0001,
            Scope::Publish => 0b0011,
            Scope::Approve => 0b0101,
            Scope::Admin => 0b1111,
        };
        Self(scopes.iter().map(bits).fold(0, |all, bits| all | bits))
    }

    /// Reads words with spaces between them.
    ///
    /// # Errors
    /// When one of them is no scope.
    pub fn parse(words: &str) -> Result<Self> {
        let scope = |word: &str| {
            Scope::ALL.into_iter().find(|scope| scope.as_str() == word).ok_or_else(|| {
                Error::usage(format!("`{word}` is no scope"))
                    .hint("the scopes are read, publish, approve and admin")
            })
        };
        let scopes: Vec<Scope> = words.split_whitespace().map(scope).collect::<Result<_>>()?;
        Ok(Self::of(&scopes))
    }

    /// The words for them, with spaces between them.
    #[must_use]
    pub fn words(self) -> String {
        let words = Scope::ALL.into_iter().filter(|scope| self.has(*scope)).map(Scope::as_str);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Whether a scope is among them.
    #[must_use]
    pub fn has(self, scope: Scope) -> bool {
        let bit = match scope {
            Scope::Read => 0b0001,
            Scope::Publish => 0b0010,
            Scope::Approve => 0b0100,
            Scope::Admin => 0b1000,
        };
        self.0 & bit != 0
    }
}

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The name in the log: `anonymous`, `token:ci`, `oidc:alice@acme.example`, `pave`.
    pub name: String,
    /// Whether the registry knows who it is, so that it is remembered as a consumer.
    pub is_known: bool,
    /// What it may do.
    pub scopes: Scopes,
    /// The namespaces in which it may do it; empty for all.
    pub namespaces: Vec<String>,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// The id of the request; empty for the command line.
    pub request: String,
}

impl Caller {
    /// Somebody who gives no token.
    #[must_use]
    pub fn anonymous(may_read: bool) -> Self {
        let scopes = if may_read { Scopes::of(&[Scope::Read]) } else { Scopes::default() };
        Self { name: "anonymous".to_owned(), scopes, ..Self::default() }
    }

    /// The program itself, at the command line of who owns the data.
    #[must_use]
    pub fn operator() -> Self {
        let scopes = Scopes::of(&[Scope::Admin]);
        Self { name: "operator".to_owned(), is_known: true, scopes, ..Self::default() }
    }

    /// Whether it may do something in a namespace; an empty one stands for the whole registry.
    #[must_use]
    pub fn may(&self, scope: Scope, namespace: &str) -> bool {
        let inside = self.namespaces.is_empty() || self.namespaces.iter().any(|n| n == namespace);
        self.scopes.has(scope) && inside
    }

    /// Why it may not.
    #[must_use]
    pub fn lacks(&self, scope: Scope, namespace: &str) -> Error {
        let scope = scope.as_str();
        let place = match namespace {
            "" => "in the whole registry".to_owned(),
            namespace => format!("in the namespace {namespace}"),
        };
        if self.is_known {
            Error::forbidden(format!("{} has no scope {scope} {place}", self.name))
                .hint("ask who looks after the registry for a token with that scope")
        } else {
            Error::unauthenticated(format!("the scope {scope} {place} needs a token"))
                .hint("set PAVE_TOKEN, or the credentials of Terraform for this host")
        }
    }
}
