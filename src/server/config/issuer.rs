//! Who may say who a caller is, and what follows from what they say.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::catalog::Located;
use crate::registry::Scope;

/// An issuer of OpenID Connect tokens for programs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Its address, as its tokens have it, such as `https://token.actions.githubusercontent.com`.
    pub issuer: Located<String>,
    /// For whom its tokens must be, such as `https://registry.acme.example`.
    pub audience: Located<String>,
    /// The claim by which the log and the list of consumers name a caller; `sub` when left out.
    #[serde(default)]
    pub name_claim: Option<String>,
    /// The claim that lists the groups of a caller, if there is one.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// What a caller may do: the first rule counts that fits what its token claims.
    pub rules: Vec<Rule>,
}

/// What callers may do whose tokens claim something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What a token must claim, all of it, such as `repository: acme/*`.
    #[serde(default)]
    pub claims: BTreeMap<Located<String>, Patterns>,
    /// What it may do then.
    pub scopes: Vec<Scope>,
    /// The namespaces in which it may do it; all when left out.
    #[serde(default)]
    pub namespaces: Vec<Located<String>>,
    /// The groups that it is in.
    #[serde(default)]
    pub groups: Vec<Located<String>>,
}

/// What the value of a claim may be: one text or several. `*` stands for anything without `/` or
/// `:`, `**` for anything. Of a claim that is a list one value must fit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Patterns {
    /// One.
    One(String),
    /// One of several.
    Many(Vec<String>),
}

/// Where people sign in: a provider of OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Its address, such as `https://login.acme.example`.
    pub issuer: Located<String>,
    /// The name by which it knows this registry.
    pub client_id: String,
    /// A file that holds the secret that goes with that name; none for a public client.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub client_secret_file: Option<Utf8PathBuf>,
    /// What is asked for besides `openid`, such as `profile`, `email` and `groups`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The claim by which the log and the list of consumers name a person; `sub` when left out.
    #[serde(default)]
    pub name_claim: Option<String>,
    /// The claim that lists the groups of a person, if there is one.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// What a person may do: the first rule counts that fits; who fits none may not sign in. A rule
    /// without claims is for everybody.
    pub rules: Vec<Rule>,
    /// For how long a person stays signed in.
    #[serde(default = "eight_hours")]
    #[schemars(range(min = 1, max = 10080))]
    pub session_minutes: u32,
    /// For how long the token works that `terraform login` gets.
    #[serde(default = "thirty_days")]
    #[schemars(range(min = 1, max = 366))]
    pub login_token_days: u32,
}

fn eight_hours() -> u32 {
    8 * 60
}

fn thirty_days() -> u32 {
    30
}

impl Patterns {
    /// The texts.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}
