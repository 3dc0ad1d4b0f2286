//! Asking registries what became of releases, as Terraform would find and call them.

use camino::Utf8PathBuf;
use serde::Deserialize;

use super::{Remote, RemoteSettings, host_of};
use crate::error::{Error, ErrorKind, Result};
use crate::release::standing::{Asked, AskedRelease, MAX_ASKED, Standing, Standings, UNKNOWN};
use crate::terraform::CliConfig;

/// Where registries are found, and what they are shown.
#[derive(Debug, Clone, Default)]
pub struct Registries {
    /// Terraform's settings.
    pub config: CliConfig,
    /// The address of the one registry that is asked, whatever host a source names.
    pub address: Option<String>,
    /// The token for that one; without it the one that Terraform has for the address's own host.
    /// Those of the hosts that sources name are for those hosts alone.
    pub token: Option<String>,
    /// A file of certificates, PEM, that are trusted besides the system's.
    pub ca: Option<Utf8PathBuf>,
}

/// A registry that can be asked.
#[derive(Debug)]
pub struct VerifyClient {
    host: String,
    remote: Remote,
}

#[derive(Deserialize)]
struct Services {
    #[serde(rename = "modules.v1")]
    modules: Option<String>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    public: String,
}

impl Registries {
    /// The registry that sources with this host name; none when the host has none that could be
    /// asked.
    ///
    /// # Errors
    /// When its address is none, or the host does not say where its registry is.
    pub fn client(&self, host: &str) -> Result<Option<VerifyClient>> {
        let known = self.config.tokens.get(host).cloned();
        let open = |url: &str, token: &Option<String>| {
            let (url, token) = (url.to_owned(), token.clone());
            Remote::open(&RemoteSettings { url, token, ca: self.ca.clone() })
        };
        let (address, token) = match &self.address {
            Some(address) => {
                let own = host_of(address).and_then(|host| self.config.tokens.get(&host));
                (Some(address.clone()), self.token.as_ref().or(own).cloned())
            }
            None => {
                let modules = match self.config.modules.get(host) {
                    Some(address) => Some(address.clone()),
                    None => discover(&open(&format!("https://{host}"), &known)?, host)?,
                };
                // The protocol's part of a registry of ours, below its root.
                let root = modules.and_then(|modules| {
                    modules.trim_end_matches('/').strip_suffix("/v1/modules").map(str::to_owned)
                });
                (root, known)
            }
        };
        let Some(address) = address else { return Ok(None) };
        let remote = open(&address, &token)?;
        Ok(Some(VerifyClient { host: host.to_owned(), remote }))
    }
}

/// Where a host says that its module registry is; none when it has none.
fn discover(remote: &Remote, host: &str) -> Result<Option<String>> {
    match remote.get::<Services>("/.well-known/terraform.json") {
        Ok(Services { modules: Some(path) }) if path.starts_with('/') => {
            Ok(Some(format!("https://{host}{path}")))
        }
        Ok(services) => Ok(services.modules),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.hint("a host block of Terraform's settings says where it is, too")),
    }
}

impl VerifyClient {
    /// What became of releases; none when what is there is another kind of registry.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub fn standings(&self, asked: &[AskedRelease]) -> Result<Option<Standings>> {
        let mut all = Standings::default();
        for releases in asked.chunks(MAX_ASKED) {
            let body = Asked { releases: releases.to_vec() };
            let told: Standings = match self.remote.post("/api/v1/verify", &body) {
                Ok(told) => told,
                // Plain files cannot be asked; `pave site` writes a file for each release instead.
                Err(error) if error.kind == ErrorKind::NotFound => {
                    return self.standings_in_files(asked);
                }
                Err(error) => return Err(error),
            };
            let answers = |(one, asked): (&Standing, &AskedRelease)| asked.is_of(one);
            let is_whole = told.releases.len() == releases.len();
            if !is_whole || !told.releases.iter().zip(releases).all(answers) {
                return Err(self.answered_something_else());
            }
            all.keys = told.keys;
            all.releases.extend(told.releases);
        }
        Ok(Some(all))
    }

    /// What became of releases, where a registry is a folder of files.
    fn standings_in_files(&self, asked: &[AskedRelease]) -> Result<Option<Standings>> {
        let Some(Keys { keys }) = self.file("/api/v1/keys")? else { return Ok(None) };
        let keys = keys.into_iter().map(|key| key.public).collect();
        let mut all = Standings { keys, releases: Vec::new() };
        for one in asked {
            let AskedRelease { source, version } = one;
            let path = format!("/api/v1/standings/{source}/{version}.json");
            let told = self.file::<Standings>(&path)?;
            let standing = told.and_then(|told| told.releases.into_iter().next());
            if standing.as_ref().is_some_and(|standing| !one.is_of(standing)) {
                return Err(self.answered_something_else());
            }
            all.releases.push(standing.unwrap_or_else(|| Standing {
                source: source.clone(),
                version: version.clone(),
                state: UNKNOWN.to_owned(),
                ..Standing::default()
            }));
        }
        Ok(Some(all))
    }

    fn answered_something_else(&self) -> Error {
        Error::io(
            format!("the registry {} answered something else", self.host),
            "it does not speak of the releases that it was asked about",
        )
    }

    /// A file of JSON; none when it is not there. Buckets forbid what they do not have.
    fn file<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<Option<T>> {
        match self.remote.get(path) {
            Ok(told) => Ok(Some(told)),
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The bytes of an archive, which are those of its hash.
    ///
    /// # Errors
    /// When it is not to be had.
    pub fn archive(&self, sha: &str) -> Result<Vec<u8>> {
        self.remote.archive(sha)
    }
}
