//! The approved set as a caller sees it, as a catalog: the organisation's own files, and the source
//! of the recommended release of each module that the caller may use.
//!
//! A module that does not fit the organisation's settings is left out, and so is what names a
//! module that is not there: nobody learns of modules that they may not see, and no single release
//! takes the catalog away from everybody.

mod card;
mod node;
mod organisation;
mod pruned;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use camino::{Utf8Path, Utf8PathBuf};
use quick_cache::sync::Cache;

pub use organisation::Organisation;

use super::{Caller, Registry, state};
use crate::catalog::{Catalog, Files, Lifecycle};
use crate::diag::Severity;
use crate::error::{Error, Result};
use crate::release::{Tree, bundle};
use crate::store::ledger::Release;
use crate::store::{read_archive_bytes, sha256};

/// How many catalogs are kept in memory: as many as there are different views in use, roughly.
const MOST_KEPT: usize = 16;

/// Catalogs that were put together lately, by their tag.
#[derive(Debug)]
pub(super) struct Catalogs(Cache<String, Arc<Approved>>);

impl Catalogs {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST_KEPT))
    }
}

/// The approved set, as some caller sees it.
#[derive(Debug)]
pub struct Approved {
    /// The catalog.
    pub catalog: Catalog,
    /// Its files.
    pub files: Files,
    /// The strong entity tag of its archive, with the quotes.
    pub etag: String,
    /// The modules that do not fit the organisation's settings or that the store has lost, each with
    /// the first reason.
    pub left_out: BTreeMap<String, String>,
    archive: OnceLock<Bytes>,
}

impl Approved {
    /// Its files as a gzipped tar, the same bytes for the same tag.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn archive(&self) -> Result<Bytes> {
        if let Some(bytes) = self.archive.get() {
            return Ok(bytes.clone());
        }
        let mut tree = Tree { shown: "catalog".into(), ..Tree::default() };
        for path in self.files.paths() {
            tree.files.insert(path.clone(), self.bytes(path)?.into());
        }
        let packed = Bytes::from(bundle(&tree)?.bytes);
        Ok(self.archive.get_or_init(|| packed).clone())
    }

    fn bytes(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        let read = self.files.read(path).map(std::borrow::Cow::into_owned);
        read.map_err(|reason| Error::io(format!("{path} {reason}"), reason))
    }
}

/// A module of the set, before its files are there.
struct Member {
    name: String,
    release: Arc<Release>,
}

impl Registry {
    /// The tag that [`Registry::approved`] has for a caller, without putting anything together.
    #[must_use]
    pub fn approved_etag(&self, caller: &Caller, organisation: &Organisation) -> String {
        etag(&self.members(caller, organisation), organisation)
    }

    /// The approved set as a caller sees it.
    ///
    /// # Errors
    /// When the store does not answer, or the organisation's own files are wrong. What the store
    /// answers that it has lost is left out.
    pub async fn approved(
        &self,
        caller: &Caller,
        organisation: &Arc<Organisation>,
    ) -> Result<Arc<Approved>> {
        let members = self.members(caller, organisation);
        let etag = etag(&members, organisation);
        let kept = match self.catalogs.0.get_value_or_guard_async(&etag).await {
            Ok(approved) => return Ok(approved),
            Err(guard) => guard,
        };
        let (approved, is_whole) = self.make(members, Arc::clone(organisation), etag).await?;
        if is_whole {
            let _ = kept.insert(Arc::clone(&approved));
        }
        Ok(approved)
    }

    /// Puts a catalog together; says whether the store had all of it.
    async fn make(
        &self,
        members: Vec<Member>,
        organisation: Arc<Organisation>,
        mut etag: String,
    ) -> Result<(Arc<Approved>, bool)> {
        let mut read = Vec::with_capacity(members.len());
        let mut lost = BTreeMap::new();
        for member in members {
            match self.archive(&member.release.source).await {
                Ok(bytes) => read.push((member, bytes)),
                Err(error) => {
                    // A store that is away has lost nothing.
                    self.blobs.ping().await?;
                    lost.insert(member.name, error.message);
                }
            }
        }
        let is_whole = lost.is_empty();
        if !is_whole {
            // Whoever has a part must not take it for the whole when that is there again.
            etag = tag(&format!("{etag} without {:?}", lost.keys()));
        }
        // Unpacking and reading cards is work that other requests should not wait for.
        let made = tokio::task::spawn_blocking(move || assemble(read, lost, &organisation, etag));
        let made = made.await.map_err(|e| Error::io("the catalog could not be put together", e))?;
        Ok((Arc::new(made?), is_whole))
    }

    /// The recommended release of each module of the organisation that the caller may use.
    fn members(&self, caller: &Caller, organisation: &Organisation) -> Vec<Member> {
        let index = self.index();
        let own = index.seen(caller).filter(|entry| {
            entry.address.namespace == organisation.namespace
                && entry.address.system == organisation.target_system
        });
        own.filter_map(|entry| {
            let name = entry.address.name.clone();
            entry.latest().map(|release| Member { name, release: Arc::clone(release) })
        })
        .collect()
    }
}

fn etag(members: &[Member], organisation: &Organisation) -> String {
    // What is made of the same may differ between versions of this program.
    let mut text = format!("{} {}", env!("CARGO_PKG_VERSION"), organisation.digest);
    for Member { name, release } in members {
        let Release { version, state, source, reason, successor, until, .. } = &**release;
        text.push_str(&format!("\n{name} {version} {state} {source} {until} "));
        text.push_str(&serde_json::json!([reason, successor]).to_string());
    }
    tag(&text)
}

/// The tag that stands for a text.
fn tag(text: &str) -> String {
    format!("\"{}\"", &sha256(text.as_bytes())[..32])
}

fn assemble(
    members: Vec<(Member, Bytes)>,
    mut left_out: BTreeMap<String, String>,
    organisation: &Organisation,
    etag: String,
) -> Result<Approved> {
    let mut modules: BTreeMap<String, (Arc<Release>, Tree)> = BTreeMap::new();
    for (Member { name, release }, bytes) in members {
        let shown = format!("{name}-{}.tar.gz", release.version);
        match read_archive_bytes(shown.as_str().into(), &bytes) {
            Ok(tree) => drop(modules.insert(name, (release, tree))),
            Err(error) => drop(left_out.insert(name, error.message)),
        }
    }
    loop {
        let files = files(&modules, organisation)?;
        match Catalog::load(files.clone()) {
            Ok(catalog) => {
                let archive = OnceLock::new();
                return Ok(Approved { catalog, files, etag, left_out, archive });
            }
            Err(error) => {
                let misfits = misfits(&error);
                if misfits.is_empty() {
                    return Err(error);
                }
                for (name, why) in misfits {
                    modules.remove(&name);
                    left_out.insert(name, why);
                }
            }
        }
    }
}

/// The modules in whose files something is wrong, each with the first of it.
fn misfits(error: &Error) -> BTreeMap<String, String> {
    let mut misfits = BTreeMap::new();
    let Some(report) = &error.report else { return misfits };
    for finding in report.findings.iter().filter(|f| f.severity == Severity::Error) {
        let Some(label) = finding.labels.first() else { continue };
        let path = &report.sources.get(label.source).path;
        let mut parts = path.components().map(|part| part.as_str());
        if parts.by_ref().any(|part| part == "modules")
            && let Some(name) = parts.next()
        {
            misfits.entry(name.to_owned()).or_insert_with(|| finding.message.clone());
        }
    }
    misfits
}

fn files(
    modules: &BTreeMap<String, (Arc<Release>, Tree)>,
    organisation: &Organisation,
) -> Result<Files> {
    let named = |wanted: fn(Lifecycle) -> bool| -> BTreeSet<&str> {
        let wanted = |release: &Release| state(&release.state).is_some_and(wanted);
        modules.iter().filter(|(_, (r, _))| wanted(r)).map(|(name, _)| name.as_str()).collect()
    };
    let there = named(|_| true);
    let approved = named(|state| state == Lifecycle::Approved);
    let own = organisation.for_modules(&there, &approved)?;
    let mut files: BTreeMap<Utf8PathBuf, Vec<u8>> = own;
    for (name, (release, tree)) in modules {
        let folder = Utf8Path::new("modules").join(name);
        for (path, bytes) in &tree.files {
            let bytes = match path.as_str() {
                "module.yaml" => card::in_state(bytes, release, organisation, &there),
                _ => bytes.to_vec(),
            };
            files.insert(folder.join(path), bytes);
        }
    }
    Ok(Files::memory(files).shown_as("catalog"))
}
