//! `pave serve`: the registry, until it is told to end.

use std::net::SocketAddr;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{ArgAction, Args, ValueEnum};
use listenfd::ListenFd;
use tokio::sync::watch;

use super::output::Output;
use super::place;
use crate::catalog::{Catalog, Files, Lifecycle, Located, Releases};
use crate::error::{Error, Result};
use crate::registry::{
    Caller, Options, Publication, Registry, ReleasePolicy, Scope, TokenRequest, Transition,
};
use crate::release::{ModuleAddress, Provenance, Tree};
use crate::server::{App, Settings, Tls, serve};
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
    place: place::PlaceWords,

    /// The address to listen on; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS", env = "PAVE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The certificate with its chain, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<Utf8PathBuf>,

    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<Utf8PathBuf>,

    /// How the log is written, on standard error
    #[arg(long, value_enum, value_name = "FORMAT", env = "PAVE_LOG_FORMAT", default_value_t)]
    log_format: LogFormat,

    /// What is logged: error, warn, info, debug or trace, for all or for parts of the program
    #[arg(long, value_name = "FILTER", env = "PAVE_LOG", default_value = "info")]
    log: String,

    /// The address under which others reach the registry
    #[arg(long, value_name = "URL", env = "PAVE_PUBLIC_URL")]
    public_url: Option<String>,

    /// Whether who shows no token may read
    #[arg(long, value_name = "BOOL", env = "PAVE_ANONYMOUS_READ", default_value_t = true,
        action = ArgAction::Set)]
    anonymous_read: bool,

    /// Whether archives are hashed before they are served; clients check them all the same
    #[arg(long, value_name = "BOOL", env = "PAVE_VERIFY_ARCHIVES", default_value_t = true,
        action = ArgAction::Set)]
    verify_archives: bool,

    /// Whether Terraform warns of deprecated and revoked versions, by an entry in the list of
    /// versions that is none
    #[arg(long, value_name = "BOOL", env = "PAVE_LOUD_DEPRECATIONS", default_value_t = false,
        action = ArgAction::Set)]
    loud_deprecations: bool,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LogFormat {
    /// A line for a person
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

pub(super) fn run(words: &Words, files: Files, output: &mut Output<'_>) -> Result<u8> {
    let data = words.place.data()?;
    let mut options = words.place.options()?;
    options.anonymous_read = words.anonymous_read;
    options.verify_archives = words.verify_archives;
    options.loud_deprecations = words.loud_deprecations;
    let tls = words.tls_cert.clone().zip(words.tls_key.clone());
    let settings = Settings {
        listen: words.listen,
        listener: ListenFd::from_env().take_tcp_listener(0).ok().flatten(),
        tls: tls.map(|(cert, key)| Tls { cert, key }),
        public_url: words.public_url.clone(),
    };
    std::fs::create_dir_all(&data)
        .map_err(|e| Error::io(format!("cannot make the folder {data}"), e))?;
    log(words)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot start", e))?;
    runtime.block_on(serve_until_told(&data, options, settings, files, output))?;
    Ok(0)
}

/// Starts the log.
fn log(words: &Words) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&words.log)
        .map_err(|e| Error::usage(format!("`{}` filters no log", words.log)).caused_by(e).hint(
            "--log takes a level, such as debug, or one for each part, such as warn,pavestone=debug",
        ))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match words.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

async fn serve_until_told(
    data: &Utf8Path,
    options: Options,
    settings: Settings,
    files: Files,
    output: &mut Output<'_>,
) -> Result<()> {
    let catalog = Catalog::load(files.clone())?;
    let Releases { review, self_approval } = &catalog.settings.releases;
    let policy = ReleasePolicy { review: review.value, self_approval: self_approval.value };
    let registry = Registry::open(Options { policy, ..options }).await?;
    release_catalog(&registry, &catalog).await?;
    let admin = data.join(ADMIN_TOKEN);
    if registry.index().tokens().is_empty() {
        let name = "admin".to_owned();
        let request = TokenRequest { name, scopes: vec![Scope::Admin], ..TokenRequest::default() };
        let made = registry.create_token(&Caller::operator(), &request).await?;
        store::write_private(&admin, format!("{}\n", made.token).as_bytes())?;
    }
    let (stop, stopped) = watch::channel(false);
    let told = until_told()?;
    tokio::spawn(async move {
        told.await;
        let _ = stop.send(true);
    });
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let app = App::new(registry, files, settings.public_url.clone());
    serve(app, settings, stopped, |address| {
        let url = format!("{scheme}://{address}");
        let host = &catalog.settings.registry;
        let rc = data.join(TERRAFORM_RC);
        let text = format!(
            "host \"{host}\" {{\n  services = {{ \"modules.v1\" = \"{url}/v1/modules/\" }}\n}}\n"
        );
        output.print(&format!("serving {url}, data in {data}\n"));
        if admin.exists() {
            output.print(&format!("a token for everything is in {admin}\n"));
        }
        match store::write_private(&rc, text.as_bytes()) {
            Ok(()) => output.print(&format!(
                "Terraform finds it as {host} after\n\n  export TF_CLI_CONFIG_FILE={rc}\n\n"
            )),
            Err(error) => output.note(&error.to_string()),
        }
    })
    .await
}

/// Publishes and approves what the catalog holds, as far as it is not there.
async fn release_catalog(registry: &Registry, catalog: &Catalog) -> Result<()> {
    // Whoever put a module into the catalog published it; whoever serves the catalog lets it be used.
    let author = Caller { name: "catalog".to_owned(), ..Caller::operator() };
    let operator = Caller::operator();
    let settings = &catalog.settings;
    for module in catalog.modules() {
        let lifecycle = module.lifecycle();
        // What its makers do not offer yet, and what must not be used, is no release.
        if matches!(lifecycle, Lifecycle::Draft | Lifecycle::Revoked) {
            continue;
        }
        let address =
            ModuleAddress::new(&settings.namespace, &module.name, &settings.target_system)?;
        let version = module.version.clone();
        let index = registry.index();
        let entry = index.modules.get(address.to_string().as_str());
        if let Some(release) = entry.and_then(|entry| entry.release(&version.to_string())) {
            // A start that was cut short between publishing and approving goes on here.
            let begun = release.state == Lifecycle::InReview.as_str();
            if begun && release.published_by == operator.name {
                let version = version.to_string();
                registry.transition(&operator, &address, &version, &Transition::Approve).await?;
            }
            continue;
        }
        let files = module.all_files()?;
        let files = files.into_iter().map(|file| (file.path, file.bytes.into_owned().into()));
        let source = Tree { shown: module.shown(), files: files.collect(), ..Tree::default() };
        let provenance = Provenance::default();
        let publication =
            Publication { address: address.clone(), version, source, provenance, draft: false };
        let version = publication.version.to_string();
        registry.publish(&author, publication).await?;
        if lifecycle == Lifecycle::InReview {
            continue;
        }
        registry.transition(&operator, &address, &version, &Transition::Approve).await?;
        if lifecycle == Lifecycle::Deprecated {
            let text = |text: &Option<Located<String>>| {
                text.as_ref().map(|text| text.value.clone()).unwrap_or_default()
            };
            let module = &module.card;
            let successor = match text(&module.successor) {
                name if name.is_empty() => name,
                name => format!("{}/{name}/{}", settings.namespace, settings.target_system),
            };
            let (reason, until) = (text(&module.reason), text(&module.until));
            let deprecate = Transition::Deprecate { reason, successor, until };
            registry.transition(&operator, &address, &version, &deprecate).await?;
        }
    }
    Ok(())
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
