//! Tokens: what a caller shows, and what it may do with it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::clock::DAY;
use super::{Caller, Registry, Scope, Scopes, now, texts};
use crate::error::{Error, Result};
use crate::release::is_name;
use crate::store::ledger::{Outcome, Token};
use crate::store::sha256;

/// What every token begins with, so that scanners for secrets know one.
const PREFIX: &str = "pave_";

/// What the name of a person begins with who signed in elsewhere.
pub(crate) const PERSON: &str = "oidc:";

/// A token that is to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// Whose it is or what it is for; the log and the list of consumers name it.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The namespaces that it is for; all when there are none.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// The groups that it is in.
    #[serde(default)]
    pub groups: Vec<String>,
    /// For how many days it works; for ever when left out.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A token that was made. Its text is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewToken {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Its text, which nobody can be told again.
    pub token: String,
}

/// A token that is about to be made.
struct Fresh {
    name: String,
    /// Scopes, namespaces and groups, each separated by spaces.
    rights: [String; 3],
    /// When it ends, in milliseconds since 1970; 0 for never.
    expires: i64,
    /// With what the person signed in who gets it, when that was a token.
    parent: Option<Arc<Token>>,
}

/// A text that nobody can guess: 32 random bytes in hex.
pub(crate) fn random() -> Result<String> {
    let mut bytes = [0; 32];
    let random = ring::rand::SystemRandom::new();
    ring::rand::SecureRandom::fill(&random, &mut bytes)
        .map_err(|e| Error::io("the system gives no random numbers", e.to_string()))?;
    Ok(crate::terraform::hex(&bytes))
}

impl Registry {
    /// Who shows a token; `None` when no such token stands.
    #[must_use]
    pub fn caller_of_token(&self, text: &str) -> Option<Caller> {
        if !text.starts_with(PREFIX) {
            return None;
        }
        self.caller_of_hash(&sha256(text.as_bytes()))
    }

    /// Who shows a token, by the hash of its text; `None` when no such token stands.
    #[must_use]
    pub fn caller_of_hash(&self, hash: &str) -> Option<Caller> {
        let token = self.token_of_hash(hash)?;
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        // A person's token is that person: who published something may not approve it with another.
        let is_person = token.name.starts_with(PERSON);
        let name = if is_person { token.name.clone() } else { format!("token:{}", token.name) };
        Some(Caller {
            name,
            is_known: true,
            scopes: Scopes::parse(&token.scopes).ok()?,
            namespaces: words(&token.namespaces),
            groups: words(&token.groups),
            request: String::new(),
        })
    }

    /// The token whose text has a hash, as long as it stands.
    fn token_of_hash(&self, hash: &str) -> Option<Arc<Token>> {
        // What was drawn at random needs no salt and no slow hash; and a table that is looked up by
        // hash tells nobody by its time how much of a token was right.
        let index = self.index();
        let ends = |token: &Token| token.expires != 0 && token.expires <= now();
        index.token(hash).filter(|token| token.revoked == 0 && !ends(token)).cloned()
    }

    /// The token with which somebody signed in who wants another, by the hash of its text.
    ///
    /// # Errors
    /// When it does not stand any more, or was got in that way itself: a token could be renewed by
    /// itself for ever.
    pub(crate) fn parent(&self, hash: &str) -> Result<Arc<Token>> {
        let token = self.token_of_hash(hash).ok_or_else(revoked)?;
        if token.is_of_login() {
            let why = "a token of terraform login is not exchanged for another";
            return Err(Error::forbidden(why).hint("sign in with the token that you were given"));
        }
        Ok(token)
    }

    /// Makes a token with which a person who has signed in is known to programs; it may do what
    /// that person may. Who signed in with a token, `by` the hash of its text, gets one that ends
    /// with it. Says for how many seconds it works, too.
    ///
    /// # Errors
    /// When the person may nothing, the token with which they signed in does not stand any more, or
    /// the database does not answer.
    pub async fn create_token_of(
        &self,
        person: &Caller,
        days: u32,
        by: Option<&str>,
    ) -> Result<(NewToken, i64)> {
        if person.scopes == Scopes::default() {
            return Err(person.lacks(Scope::Read, ""));
        }
        let name = match person.name.strip_prefix("token:") {
            Some(name) => name.to_owned(),
            None => person.name.clone(),
        };
        let rights = [person.scopes.words(), person.namespaces.join(" "), person.groups.join(" ")];
        let parent = by.map(|hash| self.parent(hash)).transpose()?;
        let at = now();
        let latest = parent.as_ref().map(|parent| parent.expires).filter(|ends| *ends != 0);
        let expires = (at + i64::from(days) * DAY).min(latest.unwrap_or(i64::MAX));
        let fresh = Fresh { name, rights, expires, parent };
        let made = self.insert_token(person, fresh, |_| Ok(())).await?;
        Ok((made, (expires - at) / 1000))
    }

    /// Makes a token. Nobody can make one that may do more than they.
    ///
    /// # Errors
    /// When the caller may not, or the request cannot be met.
    pub async fn create_token(&self, caller: &Caller, request: &TokenRequest) -> Result<NewToken> {
        self.demand(caller, Scope::Admin, "", ("token.create", &request.name)).await?;
        if request.name.is_empty()
            || request.name.len() > 100
            || request.name.contains(|c: char| c.is_control() || c.is_whitespace() || c == ':')
        {
            return Err(Error::usage(
                "a token's name is 1 to 100 characters without spaces and colons",
            )
            .hint("say whose it is or what it is for, such as ci-payments"));
        }
        if request.scopes.is_empty() {
            return Err(Error::usage("the token would allow nothing")
                .hint("give it a scope: read, publish, approve or admin"));
        }
        if let Some(odd) = request.namespaces.iter().find(|name| !is_name(name)) {
            return Err(Error::usage(format!("`{odd}` cannot be a namespace")));
        }
        texts::group_names(&request.groups)?;
        let scopes: Vec<&str> = request.scopes.iter().map(|scope| scope.as_str()).collect();
        let rights = [scopes.join(" "), request.namespaces.join(" "), request.groups.join(" ")];
        let expires = request.days.map_or(0, |days| now() + i64::from(days) * DAY);
        let fresh = Fresh { name: request.name.clone(), rights, expires, parent: None };
        self.insert_token(caller, fresh, |_| Ok(())).await
    }

    /// Makes a token for everything, where there is none at all. `keep` is told its text before it
    /// can be used, so that a registry is never left with a token that nobody knows.
    ///
    /// # Errors
    /// When it cannot be kept, or the database does not answer.
    pub async fn make_first_token(&self, keep: impl FnOnce(&str) -> Result<()>) -> Result<()> {
        if !self.index().tokens().is_empty() {
            return Ok(());
        }
        let rights = [Scope::Admin.as_str().to_owned(), String::new(), String::new()];
        let fresh = Fresh { name: "admin".to_owned(), rights, expires: 0, parent: None };
        self.insert_token(&Caller::operator(), fresh, keep).await.map(drop)
    }

    async fn insert_token(
        &self,
        caller: &Caller,
        Fresh { name, rights: [scopes, namespaces, groups], expires, parent }: Fresh,
        keep: impl FnOnce(&str) -> Result<()>,
    ) -> Result<NewToken> {
        let text = format!("{PREFIX}{}", random()?);
        let id = random()?[..12].to_owned();
        let maker = parent.as_ref().map(|parent| parent.as_maker());
        let token = Token {
            id: id.clone(),
            name,
            hash: sha256(text.as_bytes()),
            scopes,
            namespaces,
            groups,
            created_by: maker.unwrap_or_else(|| caller.name.clone()),
            created: now(),
            expires,
            revoked: 0,
            changed: 0,
        };
        let mut write = self.ledger.write(&caller.by()).await?;
        // Another server may have revoked it a moment ago.
        if let Some(parent) = &parent
            && !write.is_unrevoked(&parent.id).await?
        {
            return Err(revoked());
        }
        let detail = json!({
            "id": id,
            "scopes": token.scopes,
            "namespaces": token.namespaces,
            "groups": token.groups,
            "expires": token.expires,
        });
        let entry = write.record("token.create", &token.name, Outcome::Done, &detail).await?;
        write.insert_token(&token, entry).await?;
        keep(&text)?;
        write.commit().await?;
        self.catch_up().await;
        Ok(NewToken { id, token: text })
    }

    /// Revokes a token, with those that `terraform login` made by it.
    ///
    /// # Errors
    /// When the caller may not, or no such token stands.
    pub async fn revoke_token(&self, caller: &Caller, id: &str) -> Result<()> {
        self.demand(caller, Scope::Admin, "", ("token.revoke", id)).await?;
        texts::plain("the id of the token", id)?;
        let mut write = self.ledger.write(&caller.by()).await?;
        let entry = write.record("token.revoke", id, Outcome::Done, &json!({})).await?;
        if !write.revoke_token(id, entry).await? {
            return Err(Error::not_found(format!("no token {id} stands"))
                .hint("`pave token list` shows those that do"));
        }
        write.commit().await?;
        self.catch_up().await;
        Ok(())
    }
}

fn revoked() -> Error {
    Error::unauthenticated("the token with which you signed in does not stand any more")
        .hint("sign in again, with another")
}
