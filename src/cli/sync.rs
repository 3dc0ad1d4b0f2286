//! `pave sync`

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::registry::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::client::Client;
use crate::registry::sync::{ReleaseTag, SyncOutcome, SyncRepository, Synced, read, release_tags};
use crate::release::{is_name, pack};
use crate::report::table;
use crate::store::git::{Repository, Tag, mirror_tags};

#[derive(Debug, Args)]
#[command(after_help = "\
`postgres/v1.2.0` is a release of the module in catalog/modules/postgres or modules/postgres, \
`v1.2.0` of the module that the repository is. Tags that were published before are passed over.

The registry is the one that --registry or PAVE_REGISTRY names, else https:// and the host of \
the catalog's settings. The token is PAVE_TOKEN, else what Terraform has for that host.

Exit code: 0 when every tag is a release, 1 when one was refused.

Examples:
  pave sync . --registry https://registry.acme.example
  pave sync https://git.acme.example/infra/catalog.git --path modules")]
pub(super) struct Words {
    /// A git repository: its folder, or its address
    #[arg(value_name = "REPOSITORY")]
    repository: String,

    /// The folder in it under which the modules are, or that of its only one
    #[arg(long, value_name = "PATH")]
    path: Option<String>,

    /// The namespace of the modules; the catalog's when left out
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,

    /// Say which tags are releases, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'s> {
    dry_run: bool,
    tags: &'s [Synced],
}

pub(super) fn run(words: &Words, place: &Place<'_>, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let (folder, repository, tags) = opened(&words.repository)?;
    let settings = place.settings()?;
    let namespace = words.namespace.as_ref().unwrap_or(&settings.namespace.value);
    if !is_name(namespace) {
        return Err(Error::usage(format!("`{namespace}` cannot be a namespace")));
    }
    let of = SyncRepository {
        url: address(&words.repository),
        namespace: namespace.clone(),
        system: settings.target_system.value.clone(),
        path: words.path.clone(),
    };
    let client = if words.dry_run { None } else { Some(place.client()?) };
    let mut synced = Vec::new();
    for release in release_tags(tags) {
        synced.push(one(client.as_ref(), &repository, &of, &release)?);
    }
    drop(folder);
    if words.json {
        output.print_json(&Record { dry_run: words.dry_run, tags: &synced });
    } else {
        tell(&synced, words.dry_run, output);
    }
    Ok(u8::from(synced.iter().any(|one| one.outcome == SyncOutcome::Refused)))
}

/// The repository with its tags: one of this machine as it is, another in a folder for a while.
fn opened(word: &str) -> Result<(Option<tempfile::TempDir>, Repository, Vec<Tag>)> {
    if Utf8Path::new(word).is_dir() {
        let repository = Repository::around(Utf8Path::new(word))?
            .ok_or_else(|| Error::not_found(format!("{word} is in no git repository")))?;
        let tags = repository.tags(false)?;
        return Ok((None, repository, tags));
    }
    let folder = tempfile::TempDir::with_prefix("pave-sync-")
        .map_err(|e| Error::io("cannot make a temporary folder", e))?;
    let dir = Utf8PathBuf::from_path_buf(folder.path().to_owned())
        .map_err(|_| Error::usage("the folder for temporary files is not UTF-8"))?;
    let (repository, tags) = mirror_tags(word, true, &dir)?;
    Ok((Some(folder), repository, tags))
}

/// The address as the releases tell it: a folder of this machine says nothing to others.
fn address(word: &str) -> String {
    let name = Utf8Path::new(word).canonicalize_utf8().ok();
    let name = name.and_then(|path| path.file_name().map(str::to_owned));
    name.unwrap_or_else(|| word.to_owned())
}

/// Publishes what one tag stands for; without a client says what would be.
fn one(
    client: Option<&Client>,
    repository: &Repository,
    of: &SyncRepository,
    release: &ReleaseTag,
) -> Result<Synced> {
    let publication = match read(repository, of, release) {
        Ok(publication) => publication,
        Err(error) => return Ok(Synced::refused(release, None, Some(&error))),
    };
    let module = publication.address.to_string();
    let Some(client) = client else { return Ok(Synced::done(release, module, false)) };
    let version = publication.version.to_string();
    let sent = pack(&publication.source).and_then(|archive| {
        let (address, provenance) = (&publication.address, &publication.provenance);
        client.publish(address, &version, archive.bytes, false, provenance)
    });
    match sent {
        Ok((_, is_new)) => Ok(Synced::done(release, module, !is_new)),
        // What is wrong with the registry or the token is wrong for every tag.
        Err(error) if matches!(error.kind, ErrorKind::Io | ErrorKind::Unauthenticated) => {
            Err(error)
        }
        Err(error) => Ok(Synced::refused(release, Some(module), Some(&error))),
    }
}

fn tell(synced: &[Synced], dry_run: bool, output: &mut Output<'_>) {
    let word = |outcome| match (outcome, dry_run) {
        (SyncOutcome::Published, true) => "would publish",
        (SyncOutcome::Published, false) => "published",
        (SyncOutcome::Existed, _) => "is there",
        (SyncOutcome::Refused, _) => "refused",
    };
    let rows: Vec<[String; 3]> = synced
        .iter()
        .map(|one| {
            let module = one.module.clone().unwrap_or_else(|| "-".to_owned());
            let why = one.why.first().map(|why| format!(": {why}")).unwrap_or_default();
            [one.tag.clone(), module, format!("{}{why}", word(one.outcome))]
        })
        .collect();
    if rows.is_empty() {
        output.note("no tag is a release: they are called v1.2.3, or MODULE/v1.2.3");
    }
    output.print(&table::columns(&rows));
}
