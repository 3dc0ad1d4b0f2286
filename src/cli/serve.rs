//! `pave serve`: the registry, until it is told to end.

use std::net::SocketAddr;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use tokio::sync::watch;

use super::output::Output;
use crate::catalog::{Catalog, Files};
use crate::error::{Error, Result};
use crate::registry::sync::{Sync, SyncRepository};
use crate::registry::{
    Caller, Options, Place, Publication, Registry, Scope, TokenRequest, Transition,
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
    /// The folder for what the registry keeps; made where it is not there
    #[arg(long, value_name = "DIR", env = "PAVE_DATA")]
    data: Option<Utf8PathBuf>,

    /// The address to listen on; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS", env = "PAVE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The certificate with its chain, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<Utf8PathBuf>,

    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", env = "PAVE_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<Utf8PathBuf>,

    /// The database, sqlite:///FILE or postgres://…; a file in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_DATABASE", hide_env_values = true)]
    database: Option<String>,

    /// Where archives are kept, such as s3://BUCKET; a folder in the data folder by default
    #[arg(long, value_name = "URL", env = "PAVE_STORE")]
    store: Option<String>,

    /// The address under which others reach the registry
    #[arg(long, value_name = "URL", env = "PAVE_PUBLIC_URL")]
    public_url: Option<String>,

    /// Follow a git repository, whose tags become releases; its modules are below PATH in it; may
    /// be repeated
    #[arg(long = "sync-repository", value_name = "URL[=PATH]")]
    sync_repositories: Vec<String>,

    /// What the webhooks of those repositories are signed with
    #[arg(long, value_name = "TEXT", env = "PAVE_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<String>,
}

pub(super) fn run(words: &Words, files: Files, output: &mut Output<'_>) -> Result<u8> {
    let data = match &words.data {
        Some(data) => data.clone(),
        None => store::state_folder()?.join("registry"),
    };
    let mut options = Options::in_folder(&data);
    if let Some(database) = &words.database {
        options.database.clone_from(database);
    }
    if let Some(url) = &words.store {
        options.store = Place::Url(url.clone());
    }
    let tls = words.tls_cert.clone().zip(words.tls_key.clone());
    let settings = Settings {
        listen: words.listen,
        tls: tls.map(|(cert, key)| Tls { cert, key }),
        public_url: words.public_url.clone(),
    };
    std::fs::create_dir_all(&data)
        .map_err(|e| Error::io(format!("cannot make the folder {data}"), e))?;
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot start", e))?;
    runtime.block_on(serve_until_told(words, &data, options, settings, files, output))?;
    Ok(0)
}

async fn serve_until_told(
    words: &Words,
    data: &Utf8Path,
    options: Options,
    settings: Settings,
    files: Files,
    output: &mut Output<'_>,
) -> Result<()> {
    let catalog = Catalog::load(files.clone())?;
    let registry = Registry::open(options).await?;
    release_catalog(&registry, &catalog).await?;
    let admin = data.join(ADMIN_TOKEN);
    if registry.index().tokens().is_empty() {
        let name = "admin".to_owned();
        let request = TokenRequest { name, scopes: vec![Scope::Admin], ..TokenRequest::default() };
        let made = registry.create_token(&Caller::operator(), &request).await?;
        store::write_private(&admin, format!("{}\n", made.token).as_bytes())?;
    }
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        until_told().await;
        let _ = stop.send(true);
    });
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let app = App::new(registry, files, settings.public_url.clone());
    if !words.sync_repositories.is_empty() {
        let _ = app.sync.set(followed(words, data, &catalog));
    }
    serve(app, &settings, stopped, |address| {
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

/// The repositories that are followed.
fn followed(words: &Words, data: &Utf8Path, catalog: &Catalog) -> Sync {
    let repositories = words.sync_repositories.iter().map(|word| {
        let (url, path) = match word.rsplit_once('=') {
            Some((url, path)) => (url, Some(path.to_owned())),
            None => (word.as_str(), None),
        };
        SyncRepository {
            url: url.to_owned(),
            namespace: catalog.settings.namespace.value.clone(),
            system: catalog.settings.target_system.value.clone(),
            path,
        }
    });
    let secret = words.webhook_secret.as_deref();
    Sync::new(repositories.collect(), secret, data.join("repositories"))
}

/// Publishes and approves what the catalog holds, as far as it is not there.
async fn release_catalog(registry: &Registry, catalog: &Catalog) -> Result<()> {
    let operator = Caller::operator();
    let settings = &catalog.settings;
    for module in catalog.modules() {
        let address =
            ModuleAddress::new(&settings.namespace, &module.name, &settings.target_system)?;
        let version = module.version.clone();
        let index = registry.index();
        let entry = index.modules.get(address.to_string().as_str());
        if entry.is_some_and(|entry| entry.release(&version.to_string()).is_some()) {
            continue;
        }
        let files = module.all_files()?;
        let files = files.into_iter().map(|file| (file.path, file.bytes.into_owned().into()));
        let source = Tree { shown: module.shown(), files: files.collect(), ..Tree::default() };
        let provenance = Provenance::default();
        let publication =
            Publication { address: address.clone(), version, source, provenance, draft: false };
        let version = publication.version.to_string();
        registry.publish(&operator, publication).await?;
        registry.transition(&operator, &address, &version, &Transition::Approve).await?;
    }
    Ok(())
}

/// Waits for Ctrl-C or a polite kill.
async fn until_told() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
