//! The file that says how a registry is served, `pave serve --config FILE`, as it is written.
//!
//! What flags and environment variables say wins over it. It holds no secret: it names the files
//! that hold them.

mod check;
mod issuer;
mod limits;

use std::net::SocketAddr;

use camino::{Utf8Path, Utf8PathBuf};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) use check::is_trustworthy;
pub use issuer::{Issuer, Patterns, Rule, SignIn};
pub use limits::Limits;

use crate::catalog::{Located, MAX_YAML_BYTES, parse};
use crate::diag::{SourceMap, Span};
use crate::error::{Error, Report, Result};
use crate::store::read_file;

/// How a registry is served. Paths are relative to the folder of the file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "How a registry is served")]
pub struct Config {
    /// The address to listen on, such as `0.0.0.0:443`.
    #[schemars(with = "Option<String>")]
    pub listen: Option<SocketAddr>,
    /// The server's certificate; without one it speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The folder for what the registry keeps.
    #[schemars(with = "Option<String>")]
    pub data: Option<Utf8PathBuf>,
    /// The database, `sqlite:///FILE` or `postgres://…`, without a password.
    pub database: Option<Located<String>>,
    /// A file that holds the URL of the database, for a URL with a password.
    #[schemars(with = "Option<String>")]
    pub database_url_file: Option<Utf8PathBuf>,
    /// Where archives are kept, such as `s3://BUCKET`. Its keys come from the environment.
    pub store: Option<Located<String>>,
    /// The address under which others reach the registry, such as `https://registry.acme.example`.
    pub public_url: Option<Located<String>>,
    /// Whether who shows no token may read; yes when left out.
    pub anonymous_read: Option<bool>,
    /// Whether archives are hashed before they are served; yes when left out.
    pub verify_archives: Option<bool>,
    /// How long the address of an archive works that is not for everybody, in seconds.
    #[schemars(range(min = 60, max = 86400))]
    pub archive_url_seconds: Option<u64>,
    /// Whether Terraform warns of deprecated releases, by an entry in the list of versions that is
    /// no version.
    pub loud_deprecations: Option<bool>,
    /// A file that holds the key that releases are signed with; one in the database when left out.
    #[schemars(with = "Option<String>")]
    pub signing_key_file: Option<Utf8PathBuf>,
    /// Who may sign tokens for programs, such as the workflows of GitHub or GitLab.
    pub oidc: Vec<Issuer>,
    /// Where people sign in; with a token when left out.
    pub sign_in: Option<SignIn>,
    /// How much a caller may ask.
    pub limits: Limits,
    /// The proxies that are believed about who asks, such as `10.0.0.0/8`.
    #[schemars(with = "Vec<String>")]
    pub trusted_proxies: Vec<IpNet>,
    /// The git repositories whose tags become releases.
    pub repositories: Vec<Repository>,
    /// How often those are looked at besides, in seconds; 3600 when left out, and 0 for only when a
    /// webhook says so.
    pub sync_seconds: Option<u64>,
    /// A file that holds what the repositories' webhooks are signed with.
    #[schemars(with = "Option<String>")]
    pub webhook_secret_file: Option<Utf8PathBuf>,
    /// How the log is written.
    pub logging: Logging,
}

/// The server's certificate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The file of the certificate with its chain, PEM.
    #[schemars(with = "String")]
    pub cert: Utf8PathBuf,
    /// The file of its private key, PEM.
    #[schemars(with = "String")]
    pub key: Utf8PathBuf,
}

/// A git repository whose tags become releases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Its URL, as git takes it.
    pub url: Located<String>,
    /// The namespace of its modules; the catalog's when left out.
    #[serde(default)]
    pub namespace: Option<String>,
    /// The folder in it under which the modules are, each in a folder of its name.
    #[serde(default)]
    pub path: Option<String>,
}

/// How the log is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Logging {
    /// As lines for people, or as a JSON object a line.
    pub format: LogFormat,
    /// What is logged, `error`, `warn`, `info`, `debug` or `trace`, for all or by part of the
    /// program, such as `info,sqlx=warn`.
    pub level: Located<String>,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// A line for a person
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

impl Default for Logging {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: Located::unplaced("info".to_owned()) }
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read; when something in it is not as it must be, with its place.
    pub fn read(path: &Utf8Path) -> Result<Self> {
        let bytes = read_file(path, MAX_YAML_BYTES as u64)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::refused(format!("{path} is not UTF-8 text")))?;
        let mut sources = SourceMap::default();
        let source = sources.add(path, text);
        let text = sources.get(source).text.clone();
        let refused = |findings, sources| {
            let report = Report { sources, findings };
            Error::findings(format!("{path} does not say how to serve"), report)
                .hint("`pave schema serve` prints what may stand in it")
        };
        // A file of nothing but comments says nothing, which is all right.
        let is_empty = text.lines().all(|l| l.trim().is_empty() || l.trim().starts_with('#'));
        let mut config: Self = match is_empty {
            true => Self::default(),
            false => parse(&text, source).map_err(|f| refused(vec![*f], sources.clone()))?,
        };
        let (findings, secrets) = check::check(&config, source);
        if !findings.is_empty() {
            let mut shown = SourceMap::default();
            shown.add(path, without(&text, &secrets));
            return Err(refused(findings, shown));
        }
        config.resolve(path.parent().unwrap_or(Utf8Path::new("")));
        Ok(config)
    }

    /// Makes paths relative to where the program runs.
    fn resolve(&mut self, folder: &Utf8Path) {
        let tls = self.tls.as_mut().map(|tls| [&mut tls.cert, &mut tls.key]);
        let sign_in = self.sign_in.as_mut().and_then(|s| s.client_secret_file.as_mut());
        let paths = [
            &mut self.data,
            &mut self.database_url_file,
            &mut self.signing_key_file,
            &mut self.webhook_secret_file,
        ];
        let paths = paths.into_iter().filter_map(Option::as_mut).chain(sign_in);
        for path in paths.chain(tls.into_iter().flatten()) {
            *path = folder.join(&*path);
        }
    }
}

/// A text with stars in certain places, each byte in its place still.
fn without(text: &str, places: &[Span]) -> String {
    let mut text = text.to_owned();
    for place in places.iter().map(|place| place.range()) {
        if text.get(place.clone()).is_some() {
            text.replace_range(place.clone(), &"*".repeat(place.len()));
        }
    }
    text
}
