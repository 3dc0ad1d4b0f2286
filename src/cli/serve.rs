//! `pave serve`: the registry, until it is told to end.

use std::net::SocketAddr;

use camino::Utf8PathBuf;
use clap::{ArgAction, Args};
use tokio::sync::watch;

use super::output::Output;
use super::place;
use super::serve_setup::{Told, followed, settle};
use crate::catalog::{Catalog, Files, Releases};
use crate::error::{Error, Result};
use crate::registry::{Options, Registry, ReleasePolicy};
use crate::server::{App, LogFormat, serve};
use crate::store;

/// The files that the registry puts into its data folder for who runs it.
const TERRAFORM_RC: &str = "terraform.rc";
pub(super) const ADMIN_TOKEN: &str = "admin.token";

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave serve
  pave serve --data /var/lib/pave --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem
  pave serve --database postgres://pave@db/pave --store s3://acme-modules")]
pub(super) struct Words {
    #[command(flatten)]
    pub(super) place: place::PlaceWords,

    /// The address to listen on, 127.0.0.1:8080 by default; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS", env = "PAVE_LISTEN", value_parser = address)]
    pub(super) listen: Option<SocketAddr>,

    /// The certificate with its chain, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_CERT", requires = "tls_key")]
    pub(super) tls_cert: Option<Utf8PathBuf>,

    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_KEY", requires = "tls_cert")]
    pub(super) tls_key: Option<Utf8PathBuf>,

    /// How the log is written, on standard error
    #[arg(long, value_enum, value_name = "FORMAT", env = "PAVE_LOG_FORMAT")]
    pub(super) log_format: Option<LogFormat>,

    /// What is logged: error, warn, info, debug or trace, for all or for parts of the program
    #[arg(long, value_name = "FILTER", env = "PAVE_LOG")]
    pub(super) log: Option<String>,

    /// The address under which others reach the registry
    #[arg(long, value_name = "URL", env = "PAVE_PUBLIC_URL", value_parser = public_url)]
    pub(super) public_url: Option<String>,

    /// Whether who shows no token may read; yes by default
    #[arg(long, value_name = "BOOL", env = "PAVE_ANONYMOUS_READ", action = ArgAction::Set)]
    pub(super) anonymous_read: Option<bool>,

    /// Whether archives are hashed before they are served; yes by default, and clients check them
    /// all the same
    #[arg(long, value_name = "BOOL", env = "PAVE_VERIFY_ARCHIVES", action = ArgAction::Set)]
    pub(super) verify_archives: Option<bool>,

    /// Whether Terraform warns of deprecated and revoked versions, by an entry in the list of
    /// versions that is none
    #[arg(long, value_name = "BOOL", env = "PAVE_LOUD_DEPRECATIONS", action = ArgAction::Set)]
    pub(super) loud_deprecations: Option<bool>,

    /// Follow a git repository, whose tags become releases; its modules are below PATH in it; may
    /// be repeated
    #[arg(long = "sync-repository", value_name = "URL[=PATH]")]
    pub(super) sync_repositories: Vec<String>,

    /// How often to look at them besides, in seconds; 0 for only when a webhook says so
    /// [default: 3600]
    #[arg(long, value_name = "SECONDS", env = "PAVE_SYNC_EVERY")]
    pub(super) sync_every: Option<u64>,

    /// What the webhooks of those repositories are signed with
    #[arg(long, value_name = "TEXT", env = "PAVE_WEBHOOK_SECRET", hide_env_values = true)]
    pub(super) webhook_secret: Option<String>,
}

/// An address to listen on: with a host by number, or of this machine alone.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").unwrap_or(text);
    match (text.parse(), port.parse()) {
        (Ok(address), _) => Ok(address),
        (_, Ok(port)) => Ok(SocketAddr::from(([127, 0, 0, 1], port))),
        _ => Err("write it like 127.0.0.1:8080, or 0.0.0.0:8080 for every network".to_owned()),
    }
}

/// The address by which others reach the server.
fn public_url(text: &str) -> Result<String, String> {
    match text.starts_with("https://") || text.starts_with("http://") {
        true => Ok(text.to_owned()),
        false => Err("write it like https://registry.acme.example".to_owned()),
    }
}

pub(super) fn run(words: &Words, files: Files, output: &mut Output<'_>) -> Result<u8> {
    let told = settle(words)?;
    let data = &told.data;
    store::make_private_folder(data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot start", e))?;
    runtime.block_on(serve_until_told(told, files, output))?;
    Ok(0)
}

async fn serve_until_told(
    Told { data, options, settings, setup }: Told,
    files: Files,
    output: &mut Output<'_>,
) -> Result<()> {
    let catalog = Catalog::load(files.clone())?;
    let Releases { review, self_approval } = &catalog.settings.releases;
    let policy = ReleasePolicy { review: review.value, self_approval: self_approval.value };
    let registry = Registry::open(Options { policy, ..options }).await?;
    if files.is_embedded() && registry.is_of_another(&catalog)? {
        let what = "the registry is of another catalog than the one that is built in";
        return Err(Error::usage(format!("{what}: {data}"))
            .hint("name its catalog with --catalog DIR or in PAVE_CATALOG"));
    }
    registry.release_catalog(&catalog).await?;
    let admin = data.join(ADMIN_TOKEN);
    let keep = |token: &str| store::write_private(&admin, format!("{token}\n").as_bytes());
    registry.make_first_token(keep).await?;
    let (stop, stopped) = watch::channel(false);
    let told = until_told()?;
    tokio::spawn(async move {
        told.await;
        let _ = stop.send(true);
    });
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let sync = followed(&setup, &data, &catalog);
    let app = App::set_up(registry, files, setup);
    if let Some(sync) = sync {
        let _ = app.sync.set(sync);
    }
    serve(app, settings, stopped, |address| {
        let url = format!("{scheme}://{address}");
        let host = &catalog.settings.registry;
        let rc = data.join(TERRAFORM_RC);
        let text = format!(
            "host \"{host}\" {{\n  services = {{ \"modules.v1\" = \"{url}/v1/modules/\" }}\n}}\n"
        );
        // Before anybody is told where the server is: who is told may use it at once.
        let written = store::write_private(&rc, text.as_bytes());
        output.print(&format!("serving {url}, data in {data}\n"));
        if admin.exists() {
            output.print(&format!("a token for everything is in {admin}\n"));
        }
        match written {
            Ok(()) => {
                // Terraform is run elsewhere.
                let rc = camino::absolute_utf8(&rc).unwrap_or(rc);
                output.print(&format!(
                    "Terraform finds it as {host} after\n\n  export TF_CLI_CONFIG_FILE={rc}\n\n"
                ));
            }
            Err(error) => output.note(&error.to_string()),
        }
    })
    .await
}

/// Waits for Ctrl-C or a polite kill; from the call on, not from the first wait.
fn until_told() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|e| Error::io("cannot listen for signals", e));
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
