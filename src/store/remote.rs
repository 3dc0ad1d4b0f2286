//! The one way to ask a registry over HTTP: addresses, the token, time limits, and what a refusal
//! says as an [`Error`].
//!
//! Knows nothing of what is asked. A client is made when somebody names a registry and not before:
//! it reads the system's certificates.

use std::io::Read as _;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder, Response};
use reqwest::header::{AUTHORIZATION, ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Certificate, Method, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::diag::{Finding, Severity};
use crate::error::{Error, ErrorKind, Report, Result};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a whole request may take: a registry judges what is published while one waits.
const WHOLE: Duration = Duration::from_secs(120);

/// Most bytes of an answer that are read.
const MAX_ANSWER_BYTES: u64 = 512 * 1024 * 1024;

/// Most bytes of an answer that are read to find out why it is no good.
const MAX_ERROR_BYTES: u64 = 4 * 1024 * 1024;

/// Where a registry is, and what is shown to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteSettings {
    /// Its address, such as `https://registry.acme.example`.
    pub url: String,
    /// The token that says who asks; nobody when there is none.
    pub token: Option<String>,
    /// A file of certificates, PEM, that are trusted besides the system's.
    pub ca: Option<Utf8PathBuf>,
}

/// A registry over HTTP.
#[derive(Debug)]
pub struct Remote {
    base: String,
    token: Option<HeaderValue>,
    client: Client,
}

/// What came of asking for something that may be known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It is still what it was.
    Unchanged,
    /// It is this now.
    New {
        /// Its entity tag; empty when the registry gave none.
        etag: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// The parts of an error that a registry tells.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Told {
    error: String,
    hints: Vec<String>,
    findings: Vec<ToldFinding>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ToldFinding {
    rule: String,
    severity: String,
    message: String,
    labels: Vec<ToldLabel>,
    help: Vec<String>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ToldLabel {
    path: String,
    line: u32,
    column: u32,
}

/// The host of a registry's address as credentials name it, with the port when one is written.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Whether an address is on this machine.
#[must_use]
pub fn is_loopback(url: &str) -> bool {
    let Some(url) = Url::parse(url).ok() else { return false };
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// A client that trusts the certificates of a file, PEM, besides the system's.
pub(super) fn trusting(client: ClientBuilder, ca: Option<&Utf8Path>) -> Result<ClientBuilder> {
    let Some(path) = ca else { return Ok(client) };
    let failed = |e: String| Error::io(format!("cannot use the certificates of {path}"), e);
    let pem = std::fs::read(path).map_err(|e| failed(e.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|e| failed(e.to_string()))?;
    Ok(client.tls_certs_merge(certificates))
}

impl Remote {
    /// Makes ready to ask a registry; asks nothing yet.
    ///
    /// # Errors
    /// When the address or the certificates cannot be used, or the token would go over the network
    /// unencrypted.
    pub fn open(settings: &RemoteSettings) -> Result<Self> {
        let RemoteSettings { url, token, ca } = settings;
        let parsed = Url::parse(url).ok();
        let parsed = parsed.filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host());
        let parsed = parsed.ok_or_else(|| {
            Error::usage(format!("`{url}` is no address of a registry"))
                .hint("write it like https://registry.acme.example")
        })?;
        if parsed.scheme() == "http" && token.is_some() && !is_loopback(url) {
            return Err(Error::refused(format!("a token would go to {url} unencrypted"))
                .hint("name the registry by https://"));
        }
        // Only the first call of a process installs one; any later finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .user_agent(concat!("pave/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            // A redirect would take token and upload to where nobody meant them to go.
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(url) {
            client = client.no_proxy();
        }
        let client = trusting(client, ca.as_deref())?;
        let client = client.build().map_err(|e| Error::io("cannot set up TLS", whole(&e)))?;
        let token = token.as_ref().map(|token| {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| Error::usage("the token holds characters that no token has"))?;
            value.set_sensitive(true);
            Ok(value)
        });
        let base = url.trim_end_matches('/').to_owned();
        Ok(Self { base, token: token.transpose()?, client })
    }

    /// Its address, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What is at a path, from JSON.
    ///
    /// # Errors
    /// When the registry refuses, does not answer, or answers with something else.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let answer = self.send(self.request(Method::GET, path))?;
        self.json(answer)
    }

    /// What is at a path, unless it still has the entity tag `known`.
    ///
    /// # Errors
    /// As [`Remote::get`].
    pub fn fetch(&self, path: &str, known: Option<&str>) -> Result<Fetched> {
        let mut request = self.request(Method::GET, path);
        if let Some(known) = known {
            request = request.header(IF_NONE_MATCH, known);
        }
        let answer = self.send(request)?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::Unchanged);
        }
        let etag = answer.headers().get(ETAG).and_then(|value| value.to_str().ok());
        let etag = etag.unwrap_or_default().to_owned();
        Ok(Fetched::New { etag, bytes: self.bytes(answer)? })
    }

    /// The bytes of an archive, by their hash, which they have.
    ///
    /// # Errors
    /// As [`Remote::get`]; and when the bytes are others.
    pub fn archive(&self, sha256: &str) -> Result<Vec<u8>> {
        let path = format!("/v1/archives/{sha256}.tar.gz");
        let answer = self.send(self.request(Method::GET, &path))?;
        let bytes = self.bytes(answer)?;
        let is = super::sha256(&bytes);
        if is != sha256 {
            let message = format!("{} sends another archive than {sha256}", self.base);
            return Err(Error::io(message, format!("its hash is {is}")));
        }
        Ok(bytes)
    }

    /// Sends JSON to a path; returns the answer's.
    ///
    /// # Errors
    /// As [`Remote::get`].
    pub fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let answer = self.send(self.request(Method::POST, path).json(body))?;
        self.json(answer)
    }

    /// Puts bytes at a path, with a query; returns the answer's JSON, and whether something was
    /// made that was not there.
    ///
    /// # Errors
    /// As [`Remote::get`].
    pub fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<(T, bool)> {
        let mut request = self.request(Method::PUT, path);
        if !query.is_empty() {
            let mut url = Url::parse(&format!("{}{path}", self.base))
                .map_err(|e| Error::usage(format!("{path} is no path: {e}")))?;
            url.query_pairs_mut().extend_pairs(query);
            request = self.request_to(Method::PUT, url.as_str());
        }
        let answer = self.send(request.header("content-type", "application/gzip").body(body))?;
        let made = answer.status() == StatusCode::CREATED;
        Ok((self.json(answer)?, made))
    }

    /// Puts JSON at a path.
    ///
    /// # Errors
    /// As [`Remote::get`].
    pub fn put_json(&self, path: &str, body: &impl Serialize) -> Result<()> {
        self.send(self.request(Method::PUT, path).json(body)).map(drop)
    }

    /// Deletes what is at a path.
    ///
    /// # Errors
    /// As [`Remote::get`].
    pub fn delete(&self, path: &str) -> Result<()> {
        self.send(self.request(Method::DELETE, path)).map(drop)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_to(method, &format!("{}{path}", self.base))
    }

    fn request_to(&self, method: Method, url: &str) -> RequestBuilder {
        let request = self.client.request(method, url);
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, token.clone()),
            None => request,
        }
    }

    fn send(&self, request: RequestBuilder) -> Result<Response> {
        let answer = request.send().map_err(|e| self.silent(&e))?;
        let status = answer.status();
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Ok(answer);
        }
        Err(self.refusal(answer))
    }

    /// The error for an answer that was none.
    fn silent(&self, e: &reqwest::Error) -> Error {
        let what = if e.is_timeout() { "does not answer in time" } else { "cannot be reached" };
        Error::io(format!("the registry {} {what}", self.base), whole(e))
            .hint("--registry and PAVE_REGISTRY say where it is")
            .hint("--ca names a file of certificates to trust, for a registry with its own")
    }

    fn refusal(&self, answer: Response) -> Error {
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
            let to = to.unwrap_or("another address").to_owned();
            return Error::refused(format!("{} sends on to {to}", self.base))
                .hint("name the registry by its own address");
        }
        let mut text = String::new();
        let _ = answer.take(MAX_ERROR_BYTES).read_to_string(&mut text);
        let told: Told = serde_json::from_str(&text).unwrap_or_default();
        let kind = match status.as_u16() {
            400 | 413 | 415 => ErrorKind::Usage,
            401 => ErrorKind::Unauthenticated,
            403 => ErrorKind::Forbidden,
            // Where files are served, nothing takes what is sent.
            404 | 405 | 501 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            410 => ErrorKind::Gone,
            422 if !told.findings.is_empty() => ErrorKind::Findings,
            422 => ErrorKind::Refused,
            _ => ErrorKind::Io,
        };
        let message = if told.error.is_empty() {
            format!("the registry {} answers {status}", self.base)
        } else {
            told.error
        };
        let mut error = Error::new(kind, message);
        error.hints = told.hints;
        if !told.findings.is_empty() {
            let findings = told.findings.into_iter().map(finding).collect();
            error.report = Some(Box::new(Report { findings, ..Report::default() }));
        }
        error
    }

    fn bytes(&self, answer: Response) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let failed = |e: std::io::Error| {
            Error::io(format!("the answer of the registry {} ended early", self.base), e)
        };
        answer.take(MAX_ANSWER_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > MAX_ANSWER_BYTES {
            let most = MAX_ANSWER_BYTES / (1024 * 1024);
            return Err(Error::refused(format!("the registry answers with over {most} MB")));
        }
        Ok(bytes)
    }

    fn json<T: DeserializeOwned>(&self, answer: Response) -> Result<T> {
        let bytes = self.bytes(answer)?;
        serde_json::from_slice(&bytes).map_err(|e| {
            Error::io(format!("{} does not answer as a registry of pave does", self.base), e)
                .hint("--registry takes the address of `pave serve`")
        })
    }
}

/// A finding that was told without the text that it points into: its place stands in its message.
fn finding(told: ToldFinding) -> Finding {
    let place = told.labels.first().map(|l| format!("{}:{}:{}: ", l.path, l.line, l.column));
    let message = format!("{}{}", place.unwrap_or_default(), told.message);
    let mut finding = Finding::error(told.rule, message);
    finding.severity = match told.severity.as_str() {
        "warning" => Severity::Warning,
        "note" => Severity::Note,
        _ => Severity::Error,
    };
    finding.help = told.help;
    finding
}

/// An error with all that led to it, in one line.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let said = next.to_string();
        if !text.ends_with(&said) {
            text.push_str(&format!(": {said}"));
        }
        cause = next.source();
    }
    text
}
