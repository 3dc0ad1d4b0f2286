//! `pave site`

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::registry;
use crate::app::publish::settings;
use crate::app::site::{SiteOptions, site};
use crate::catalog::{Catalog, Files};
use crate::error::{Error, Result};
use crate::registry::{ExportedModule, Options, Place, Registry};

#[derive(Debug, Args)]
#[command(after_help = "\
The modules are those of --registry or --data, else the catalog's. The folder works on any web host; for \
Terraform the host has to set a header, and servers/ and _headers hold the settings for those that \
can. OpenTofu needs no header.

Examples:
  pave site public
  pave --registry https://registry.acme.example site public
  pave site public --data /var/lib/pave --url https://modules.acme.example
  pave site public --base-path /modules --check")]
pub(super) struct Words {
    /// The folder to write; one that does not exist yet, or that holds an earlier site
    #[arg(value_name = "DIR")]
    dir: Utf8PathBuf,

    /// The data folder of a registry; without it the catalog's modules
    #[arg(long, value_name = "DIR")]
    data: Option<Utf8PathBuf>,

    /// The registry's database, as `pave serve` takes it
    #[arg(
        long,
        value_name = "URL",
        env = "PAVE_DATABASE",
        hide_env_values = true,
        requires = "data"
    )]
    database: Option<String>,

    /// Where the registry's archives are, as `pave serve` takes it
    #[arg(long, value_name = "URL", env = "PAVE_STORE", requires = "data")]
    store: Option<String>,

    /// The path under which the host has the files, such as /modules
    #[arg(long, value_name = "PATH", default_value = "")]
    base_path: String,

    /// The address of the host; by default the catalog's registry
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Take in modules that are limited to groups: everybody who reaches the files can read them
    #[arg(long)]
    with_limited: bool,

    /// Write nothing; fail when the folder is not up to date
    #[arg(long)]
    check: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Record<'s> {
    modules: usize,
    releases: usize,
    files: usize,
    changed: &'s [Utf8PathBuf],
}

/// `registry` is the one that is named, unless a folder with a catalog is meant; `files` are the
/// catalog's either way.
pub(super) fn run(
    words: &Words,
    registry: Option<&registry::Words>,
    files: Files,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let base_path = base_path(&words.base_path)?;
    let settings = settings(&files)?;
    let (modules, keys) = match registry.filter(|_| words.data.is_none()) {
        Some(registry) => fetched(words, registry)?,
        None => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|e| Error::io("cannot start", e))?;
            runtime.block_on(exported(words, files))?
        }
    };
    let host = settings.registry.value;
    let url = words.url.clone().unwrap_or_else(|| format!("https://{host}"));
    let options = SiteOptions {
        organisation: settings.organisation.value,
        url: format!("{}{base_path}", url.trim_end_matches('/')),
        host,
        base_path,
        keys,
    };
    let site = site(&words.dir, &modules, &options)?;
    if !words.check {
        site.write(&words.dir)?;
    }
    let is_done = site.changed.is_empty();
    if words.json {
        let (modules, releases, files) = (site.modules, site.releases, site.files);
        output.print_json(&Record { modules, releases, files, changed: &site.changed });
    } else {
        let dir = &words.dir;
        let what = match (words.check, is_done) {
            (_, true) => format!("{dir} is up to date"),
            (true, false) => format!("{dir} is not up to date: {} files", site.changed.len()),
            (false, false) => format!("wrote {dir}"),
        };
        output.print(&format!("{what}: {} modules, {} releases\n", site.modules, site.releases));
    }
    Ok(u8::from(words.check && !is_done))
}

/// What is published, and the keys it is signed with where they last.
type Exported = (Vec<ExportedModule>, Option<Vec<String>>);

/// What a registry elsewhere publishes to everybody, or to who asks.
fn fetched(words: &Words, registry: &registry::Words) -> Result<Exported> {
    let client = match words.with_limited {
        true => registry.client(None)?,
        false => registry.client_of_anybody()?,
    };
    let keys = client.keys()?.keys.into_iter().map(|key| key.public).collect();
    Ok((client.export()?, Some(keys)))
}

async fn exported(words: &Words, files: Files) -> Result<Exported> {
    if let Some(data) = &words.data {
        let registry = Registry::open(options(words, data)?).await?;
        let modules = registry.export(words.with_limited).await?;
        return Ok((modules, Some(registry.public_keys())));
    }
    // A registry that is gone afterwards: its key says nothing to anybody.
    let folder = tempfile::tempdir().map_err(|e| Error::io("cannot make a folder", e))?;
    let data = Utf8Path::from_path(folder.path())
        .ok_or_else(|| Error::usage("the folder for temporary files is not UTF-8"))?;
    let registry = Registry::open(Options::in_folder(data)).await?;
    registry.release_catalog(&Catalog::load(files)?).await?;
    Ok((registry.export(words.with_limited).await?, None))
}

fn options(words: &Words, data: &Utf8Path) -> Result<Options> {
    let mut options = Options::in_folder(data);
    match &words.database {
        Some(database) => options.database.clone_from(database),
        // Looking at a registry does not make one.
        None if !data.join("ledger.db").is_file() => {
            return Err(Error::not_found(format!("there is no registry in {data}"))
                .hint("name the folder that `pave serve --data` was given"));
        }
        None => {}
    }
    if let Some(url) = &words.store {
        options.store = Place::Url(url.clone());
    }
    Ok(options)
}

/// The path with a slash before it and none behind it.
fn base_path(written: &str) -> Result<String> {
    let path = written.trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    if !path.chars().all(plain) || path.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(Error::usage(format!("`{written}` is no path of an address"))
            .hint("write it like /modules, of letters, digits, - and _"));
    }
    Ok(if path.is_empty() { String::new() } else { format!("/{path}") })
}
