//! What flags, environment variables and a file say of how to serve, in this order.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use listenfd::ListenFd;

use super::serve::Words;
use crate::catalog::{self, Catalog, Located};
use crate::error::{Error, Result};
use crate::registry::Options;
use crate::registry::sync::{Sync, SyncRepository};
use crate::server::{Config, LogFormat, Repository, Secret, Settings, Setup, Tls};

/// Where a registry listens when nobody says where.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// How often repositories that are followed are looked at where nobody says how often, in seconds.
const SYNC_SECONDS: u64 = 3600;

/// All of it, put together.
pub(super) struct Told {
    /// The folder for what the registry keeps.
    pub(super) data: Utf8PathBuf,
    pub(super) options: Options,
    pub(super) settings: Settings,
    pub(super) setup: Setup,
}

/// Puts together what was said, and starts the log.
pub(super) fn settle(words: &Words) -> Result<Told> {
    let config = words.place.config()?;
    let data = words.place.data()?;
    let options = options(words, &config)?;
    let of_words = words.tls_cert.clone().zip(words.tls_key.clone());
    let of_file = config.tls.clone().map(|tls| (tls.cert, tls.key));
    let tls = of_words.or(of_file).map(|(cert, key)| Tls { cert, key });
    let of_file = config.public_url.map(|url| url.value);
    let public_url = words.public_url.clone().or(of_file);
    let secret = |path: &Option<Utf8PathBuf>| path.as_deref().map(Secret::read).transpose();
    let of_client = config.sign_in.as_ref().and_then(|sign_in| sign_in.client_secret_file.clone());
    let mut repositories = config.repositories;
    repositories.extend(words.sync_repositories.iter().map(|word| {
        let (url, path) = match word.rsplit_once('=') {
            Some((url, path)) => (url, Some(path.to_owned())),
            None => (word.as_str(), None),
        };
        Repository { url: Located::unplaced(url.to_owned()), namespace: None, path }
    }));
    let sync_every = words.sync_every.or(config.sync_seconds).unwrap_or(SYNC_SECONDS);
    let webhook_secret = match &words.webhook_secret {
        Some(secret) => Some(Secret::new(secret.clone())),
        None => secret(&config.webhook_secret_file)?,
    };
    let setup = Setup {
        public_url: public_url.clone(),
        is_tls: tls.is_some(),
        oidc: config.oidc,
        client_secret: secret(&of_client)?,
        sign_in: config.sign_in,
        limits: config.limits,
        trusted_proxies: config.trusted_proxies,
        repositories,
        sync_every: Duration::from_secs(sync_every),
        webhook_secret,
    };
    // Before anything is made or published: an address that is taken changes nothing.
    let listener = match ListenFd::from_env().take_tcp_listener(0).ok().flatten() {
        Some(listener) => listener,
        None => bound(words.listen.or(config.listen).unwrap_or(LISTEN))?,
    };
    let settings = Settings { listener, tls };
    let level = words.log.as_deref().unwrap_or(&config.logging.level);
    start_log(words.log_format.unwrap_or(config.logging.format), level)?;
    Ok(Told { data, options, settings, setup })
}

fn bound(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|e| {
        Error::io(format!("cannot listen on {address}"), e)
            .hint("name another address with --listen, such as 127.0.0.1:0 for any port")
    })
}

fn options(words: &Words, config: &Config) -> Result<Options> {
    let mut options = words.place.options()?;
    let set = |to: &mut bool, said: Option<bool>| *to = said.unwrap_or(*to);
    set(&mut options.anonymous_read, words.anonymous_read.or(config.anonymous_read));
    set(&mut options.verify_archives, words.verify_archives.or(config.verify_archives));
    set(&mut options.loud_deprecations, words.loud_deprecations.or(config.loud_deprecations));
    let seconds = config.archive_url_seconds.unwrap_or(options.archive_url_seconds);
    options.archive_url_seconds = seconds;
    let limits = &config.limits;
    options.max_archive_bytes = limits.max_archive_bytes.unwrap_or(options.max_archive_bytes);
    options.max_cached_bytes = limits.max_cached_bytes.unwrap_or(options.max_cached_bytes);
    Ok(options)
}

fn start_log(format: LogFormat, level: &str) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(level).map_err(|e| {
        Error::usage(format!("`{level}` filters no log")).caused_by(e).hint(
            "--log takes a level, such as debug, or one for each part, such as warn,pavestone=debug",
        )
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

/// The repositories whose tags become releases; none when none are followed.
pub(super) fn followed(setup: &Setup, data: &Utf8Path, catalog: &Catalog) -> Option<Sync> {
    let catalog::Settings { namespace, target_system, .. } = &catalog.settings;
    let repositories = setup.repositories.iter().map(|repository| SyncRepository {
        url: repository.url.value.clone(),
        namespace: repository.namespace.clone().unwrap_or_else(|| namespace.value.clone()),
        system: target_system.value.clone(),
        path: repository.path.clone(),
    });
    let secret = setup.webhook_secret.as_ref().map(Secret::reveal);
    let is_followed = !setup.repositories.is_empty();
    is_followed.then(|| Sync::new(repositories.collect(), secret, data.join("repositories")))
}
