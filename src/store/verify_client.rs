//! Asking registries what became of releases, as Terraform would find and call them.

use std::io::Read as _;
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::release::standing::{Asked, AskedRelease, MAX_ASKED, Standing, Standings, UNKNOWN};
use crate::terraform::CliConfig;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Largest answer that is read, in bytes.
const MAX_ANSWER_BYTES: u64 = 64_000_000;

/// Where registries are found, and what they are shown.
#[derive(Debug, Clone, Default)]
pub struct Registries {
    /// Terraform's settings.
    pub config: CliConfig,
    /// The address of the one registry that is asked, whatever host a source names.
    pub address: Option<String>,
    /// The token for that one; without it the one that Terraform has for the host.
    pub token: Option<String>,
}

/// A registry that can be asked.
#[derive(Debug)]
pub struct VerifyClient {
    host: String,
    http: Client,
    /// Its root, with a slash at the end.
    base: Url,
    token: Option<String>,
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

/// What a registry says when it refuses.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    hints: Vec<String>,
}

impl Registries {
    /// The registry that sources with this host name; none when the host has none that could be
    /// asked.
    ///
    /// # Errors
    /// When its address is none, or the host does not say where its registry is.
    pub fn client(&self, host: &str) -> Result<Option<VerifyClient>> {
        // The TLS of this program is ring's; somebody else may have said so already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(TIMEOUT)
            .user_agent(concat!("pave/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| Error::io("cannot make requests", e))?;
        let known = self.config.tokens.get(host).cloned();
        let client =
            |base, token| VerifyClient { host: host.to_owned(), http: http.clone(), base, token };
        if let Some(address) = &self.address {
            let base = parse(&format!("{}/", address.trim_end_matches('/')))?;
            return Ok(Some(client(base, self.token.clone().or(known))));
        }
        let modules = match self.config.modules.get(host) {
            Some(address) => Some(parse(address)?),
            None => discover(&http, host, known.as_deref())?,
        };
        let base = modules.and_then(|modules| {
            let root = modules.as_str().trim_end_matches('/').strip_suffix("/v1/modules")?;
            parse(&format!("{root}/")).ok()
        });
        Ok(base.map(|base| client(base, known)))
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
            let url = self.url("api/v1/verify")?;
            let body = Asked { releases: releases.to_vec() };
            let request = self.http.post(url).json(&body);
            let response = self.shown(request).send().map_err(|e| self.silent(e))?;
            // Plain files cannot be asked; `pave site` writes a file for each release instead.
            let is_other = [
                StatusCode::NOT_FOUND,
                StatusCode::METHOD_NOT_ALLOWED,
                StatusCode::NOT_IMPLEMENTED,
            ];
            if is_other.contains(&response.status()) {
                return self.standings_in_files(asked);
            }
            let bytes = self.answer(response)?;
            let Ok(told) = serde_json::from_slice::<Standings>(&bytes) else { return Ok(None) };
            let answers = |(one, asked): (&Standing, &AskedRelease)| one.source == asked.source;
            if told.releases.len() != releases.len()
                || !told.releases.iter().zip(releases).all(answers)
            {
                return Err(Error::io(
                    format!("the registry {} answered something else", self.host),
                    "it does not speak of the releases that it was asked about",
                ));
            }
            all.keys = told.keys;
            all.releases.extend(told.releases);
        }
        Ok(Some(all))
    }

    /// What became of releases, where a registry is a folder of files.
    fn standings_in_files(&self, asked: &[AskedRelease]) -> Result<Option<Standings>> {
        let Some(keys) = self.file::<Keys>("api/v1/keys")? else { return Ok(None) };
        let mut all = Standings {
            keys: keys.keys.into_iter().map(|key| key.public).collect(),
            releases: Vec::new(),
        };
        for AskedRelease { source, version } in asked {
            let path = format!("api/v1/standings/{source}/{version}.json");
            let told = self.file::<Standings>(&path)?;
            let standing = told.and_then(|told| told.releases.into_iter().next());
            all.releases.push(standing.unwrap_or_else(|| Standing {
                source: source.clone(),
                version: version.clone(),
                state: UNKNOWN.to_owned(),
                ..Standing::default()
            }));
        }
        Ok(Some(all))
    }

    /// A file of JSON; none when it is not there or is something else.
    fn file<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<Option<T>> {
        let request = self.shown(self.http.get(self.url(path)?));
        let response = request.send().map_err(|e| self.silent(e))?;
        match self.answer(response) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
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
        let url = self.url(&format!("v1/archives/{sha}.tar.gz"))?;
        let response = self.shown(self.http.get(url)).send().map_err(|e| self.silent(e))?;
        let bytes = self.answer(response)?;
        if sha256(&bytes) != sha {
            return Err(Error::io(
                format!("the registry {} sent another archive than {sha}", self.host),
                "its bytes have another hash",
            ));
        }
        Ok(bytes)
    }

    fn url(&self, path: &str) -> Result<Url> {
        self.base
            .join(path)
            .map_err(|e| Error::usage(format!("`{}` is no address", self.base)).caused_by(e))
    }

    fn shown(
        &self,
        request: reqwest::blocking::RequestBuilder,
    ) -> reqwest::blocking::RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn silent(&self, cause: reqwest::Error) -> Error {
        Error::io(format!("the registry {} does not answer", self.host), cause)
    }

    fn answer(&self, response: Response) -> Result<Vec<u8>> {
        let status = response.status();
        let mut bytes = Vec::new();
        let read = response.take(MAX_ANSWER_BYTES).read_to_end(&mut bytes);
        read.map_err(|e| Error::io(format!("the registry {} stopped answering", self.host), e))?;
        if status.is_success() {
            return Ok(bytes);
        }
        let kind = match status {
            StatusCode::UNAUTHORIZED => ErrorKind::Unauthenticated,
            StatusCode::FORBIDDEN => ErrorKind::Forbidden,
            StatusCode::NOT_FOUND => ErrorKind::NotFound,
            status if status.is_client_error() => ErrorKind::Refused,
            _ => ErrorKind::Io,
        };
        let mut error = Error::new(kind, format!("the registry {} answers {status}", self.host));
        if let Ok(refusal) = serde_json::from_slice::<Refusal>(&bytes) {
            error.message = format!("the registry {} says: {}", self.host, refusal.error);
            error.hints = refusal.hints;
        }
        Err(error)
    }
}

fn parse(address: &str) -> Result<Url> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        Error::usage(format!("`{address}` is no address of a registry"))
            .hint("write it like https://registry.acme.example")
    })
}

/// Where a host says that its module registry is; none when it has none.
fn discover(http: &Client, host: &str, token: Option<&str>) -> Result<Option<Url>> {
    let silent = |e: reqwest::Error| {
        Error::io(format!("{host} does not say where its registry is"), e)
            .hint("name the registry's address with --registry, or in a host block of Terraform's settings")
    };
    let address = parse(&format!("https://{host}/.well-known/terraform.json"))?;
    let mut request = http.get(address);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().map_err(silent)?;
    if response.status() == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let response = response.error_for_status().map_err(silent)?;
    let asked = response.url().clone();
    let services: Services = response.json().map_err(silent)?;
    Ok(services.modules.and_then(|modules| asked.join(&modules).ok()))
}
