//! HTTP as far as packages need it: small answers as JSON, archives, no surprises.

use std::io::Read as _;
use std::time::Duration;

use camino::Utf8Path;
use reqwest::blocking::{Client, Response};
use reqwest::{Url, header, redirect};
use serde::de::DeserializeOwned;

use super::location::{ArchiveLocation, Location, is_loopback};
use crate::error::{Error, Result};
use crate::release::Tree;
use crate::store::remote::trusting;
use crate::store::{read_archive_bytes, sha256};
use crate::terraform::CliConfig;

/// Most bytes of an answer in JSON.
const MAX_JSON_BYTES: u64 = 32_000_000;

/// Most bytes of an archive.
const MAX_ARCHIVE_BYTES: u64 = 64_000_000;

/// Most redirects.
const MAX_REDIRECTS: usize = 5;

/// A client of registries and of what they lead to.
#[derive(Debug)]
pub(super) struct Http {
    client: Client,
    config: CliConfig,
}

/// An archive that came, or where it is instead.
pub(super) struct Got {
    pub(super) tree: Tree,
    pub(super) sha256: String,
    pub(super) elsewhere: Option<Location>,
}

impl Http {
    pub(super) fn new(config: CliConfig, ca: Option<&Utf8Path>) -> Result<Self> {
        // Somebody may have chosen one already; either is good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let policy = redirect::Policy::custom(|attempt| {
            let before = attempt.previous().last().map(Url::scheme);
            let worse = before == Some("https") && attempt.url().scheme() != "https";
            let odd = !matches!(attempt.url().scheme(), "https" | "http");
            if attempt.previous().len() > MAX_REDIRECTS || worse || odd {
                return attempt.error("it leads to where nothing is got from");
            }
            attempt.follow()
        });
        let client = Client::builder()
            .user_agent(concat!("pave/", env!("CARGO_PKG_VERSION")))
            .redirect(policy)
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(120));
        let client =
            trusting(client, ca)?.build().map_err(|e| Error::io("cannot speak HTTPS", e))?;
        Ok(Self { client, config })
    }

    /// The token for a registry's host.
    pub(super) fn token(&self, host: &str) -> Option<&str> {
        self.config.tokens.get(host).map(String::as_str)
    }

    /// Where a host's modules are, when Terraform's settings say so.
    pub(super) fn configured(&self, host: &str) -> Option<&str> {
        self.config.modules.get(host).map(String::as_str)
    }

    /// Asks for something; any answer that is no success is an error with what the server says.
    pub(super) fn ask(&self, url: &Url, token: Option<&str>) -> Result<Response> {
        let mut request = self.client.get(url.clone()).header(header::ACCEPT, "*/*");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().map_err(|e| {
            let is_tls = e.is_connect() && url.scheme() == "https";
            let error = Error::io(format!("{} does not answer", shown(url)), e.without_url());
            match is_tls {
                true => error
                    .hint("--ca names a file of certificates to trust, for a host with its own"),
                false => error,
            }
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let mut text = Vec::new();
        let _ = response.take(2000).read_to_end(&mut text);
        let said: String =
            String::from_utf8_lossy(&text).chars().filter(|c| !c.is_control()).collect();
        let message = format!("{} answers {status}", shown(url));
        let error = match status.as_u16() {
            401 | 403 => Error::forbidden(message)
                .hint("set TF_TOKEN_HOST, with the host's dots as underscores, to a token"),
            404 => Error::not_found(message),
            410 => Error::gone(message),
            _ => return Err(Error::io(message, said)),
        };
        let said: String = crate::agent::clean(&said);
        Err(if said.is_empty() { error } else { error.hint(format!("it says: {said}")) })
    }

    pub(super) fn json<T: DeserializeOwned>(&self, url: &Url, token: Option<&str>) -> Result<T> {
        let bytes = read(self.ask(url, token)?, MAX_JSON_BYTES, url)?;
        serde_json::from_slice(&bytes)
            .map_err(|e| Error::io(format!("{} does not answer as a registry", shown(url)), e))
    }

    /// Gets an archive and compares it with the hash that is told.
    pub(super) fn archive(&self, at: &ArchiveLocation) -> Result<Got> {
        let response = self.ask(&at.url, None)?;
        // What is told to be an archive is one, and what has a checksum is compared with that:
        // Terraform follows the header for neither.
        let leads_on = at.kind.is_none() && at.checksum.is_none();
        if let Some(next) = response.headers().get("x-terraform-get").filter(|_| leads_on) {
            let next = next.to_str().unwrap_or_default().to_owned();
            let next = Location::relative(&next, response.url())?;
            return Ok(Got { tree: Tree::default(), sha256: String::new(), elsewhere: Some(next) });
        }
        let bytes = read(response, MAX_ARCHIVE_BYTES, &at.url)?;
        if at.checksum.as_ref().is_some_and(|checksum| !checksum.fits(&bytes)) {
            return Err(Error::refused(format!(
                "{} is not what its registry says: the checksum differs",
                shown(&at.url)
            )));
        }
        let kind = at.kind.or_else(|| kind_of(&bytes)).ok_or_else(|| {
            Error::refused(format!("{} is no archive", shown(&at.url)))
                .hint("archives are .tar.gz, .tgz, .tar and .zip")
        })?;
        let name = at.url.path_segments().and_then(|mut parts| parts.next_back());
        let name = name.filter(|name| !name.is_empty()).unwrap_or("package");
        let name = if name.ends_with(kind) { name.to_owned() } else { format!("{name}{kind}") };
        let tree = read_archive_bytes(name.as_str().into(), &bytes)?;
        Ok(Got { tree, sha256: sha256(&bytes), elsewhere: None })
    }
}

/// The kind of archive that bytes are, by how they begin.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(".tar.gz"),
        [b'P', b'K', 3, 4, ..] => Some(".zip"),
        _ => None,
    }
}

fn read(response: Response, most: u64, url: &Url) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let failed = |e| Error::io(format!("{} ends in the middle", shown(url)), e);
    response.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let most = most / 1_000_000;
        return Err(Error::refused(format!("{} has more than {most} MB", shown(url))));
    }
    Ok(bytes)
}

/// A URL without its query, in which a signature may stand.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// The scheme that a registry's host is asked by: plain HTTP is for this machine only.
pub(super) fn base(host: &str) -> Result<Url> {
    let wrong = |_| Error::usage(format!("`{host}` is no host"));
    let secure = Url::parse(&format!("https://{host}/")).map_err(wrong)?;
    match is_loopback(&secure) {
        true => Url::parse(&format!("http://{host}/")).map_err(wrong),
        false => Ok(secure),
    }
}
