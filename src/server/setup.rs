//! How a server is set up: a [`Config`](super::Config) with the secrets that it names.

use std::fmt;
use std::time::Duration;

use camino::Utf8Path;
use ipnet::IpNet;

use super::config::{Issuer, Limits, Repository, SignIn};
use crate::error::{Error, Result};
use crate::store::read_file;

/// Longest file of a secret, in bytes.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// How a server is set up.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The address under which others reach it.
    pub public_url: Option<String>,
    /// Whether it speaks TLS itself.
    pub is_tls: bool,
    /// Who may sign tokens for programs.
    pub oidc: Vec<Issuer>,
    /// Where people sign in.
    pub sign_in: Option<SignIn>,
    /// What goes with the registry's name there.
    pub client_secret: Option<Secret>,
    /// How much a caller may ask.
    pub limits: Limits,
    /// The proxies that are believed about who asks.
    pub trusted_proxies: Vec<IpNet>,
    /// The git repositories whose tags become releases.
    pub repositories: Vec<Repository>,
    /// How often those are looked at whatever webhooks say; never when that is no time at all.
    pub sync_every: Duration,
    /// What the repositories' webhooks are signed with.
    pub webhook_secret: Option<Secret>,
}

impl Setup {
    /// Whether browsers reach the server over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_tls || self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// A text that no log and no message shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Reads a file; white space around it is no part of it.
    ///
    /// # Errors
    /// When there is none, or it is empty.
    pub fn read(path: &Utf8Path) -> Result<Self> {
        let bytes = read_file(path, MAX_SECRET_BYTES)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::refused(format!("{path} is not UTF-8 text")))?;
        match text.trim() {
            "" => Err(Error::refused(format!("{path} is empty")).hint("write the secret into it")),
            text => Ok(Self(text.to_owned())),
        }
    }

    /// The text, to be used and not to be shown.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
